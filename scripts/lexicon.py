"""Makes publisher/privacy/recognisers/lexicon.npz: words with their costs, and characters of names.

    python -m pip install jieba==0.42.1 opencc==1.4.2 && npm pack dictionary-en@4.0.0
    tar xzf dictionary-en-4.0.0.tgz && python scripts/lexicon.py package/index.dic

Chinese words and their frequencies are those of jieba's dictionary (MIT), written as in Taiwan by OpenCC
(Apache-2.0); characters of surnames and given names are those of its tagger (state `nr`). Names of persons are
left out of the words. What characters words of three begin with, go on and end with is counted over those words:
so a word that no dictionary has (a dish, a festival) is told from a name. English words that are no names too
are those of SCOWL, with their plurals. None of the libraries is needed to run.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from publisher.privacy.recognisers.surnames import GIVEN, USUAL_SURNAMES

TARGET = Path(__file__).parents[1] / "publisher/privacy/recognisers/lexicon.npz"
LONGEST = 4
NAMES = ("nr", "nrt", "nrfg")
PAIR, NAME, LEAST = 2, 3, 6
"""Of words of two characters that are met so often most are called names for their first character alone (陳述)."""
STEPS = 8
SHORTEST = 3
"""Steps of a cost (natural logarithm of the frequency) in one unit."""


def packed(word: str) -> int:
    """Up to four characters of the basic plane as one number."""
    return sum(ord(character) << 16 * place for place, character in enumerate(word))


def is_like_a_name(word: str) -> bool:
    """Whether a rare word of three characters is more likely somebody's name."""
    return word[0] in USUAL_SURNAMES and set(word[1:]) <= GIVEN


def english(dictionary: Path) -> tuple[list[str], list[str]]:
    """Words of a hunspell dictionary that are written small only, with their plurals (flag S); and in both ways."""
    small: dict[str, bool] = {}
    names: set[str] = set()
    for line in dictionary.read_text(encoding="utf-8").splitlines()[1:]:
        word, _, flags = line.partition("/")
        if not word.isascii() or not word.isalpha() or len(word) < SHORTEST:
            continue
        if word.islower():
            small[word] = small.get(word, False) or "S" in flags
        else:
            names.add(word.lower())
    found = {written for word, several in small.items() for written in (word, *plurals(word, several))}
    return sorted(found - names), sorted(found & names)


def plurals(word: str, several: bool) -> Iterator[str]:
    """As hunspell's flag S makes them."""
    if several and word.endswith("y") and word[-2] not in "aeiou":
        yield word[:-1] + "ies"
    elif several:
        yield word + ("es" if word.endswith(("s", "x", "z", "h")) else "s")


def positions(words: Mapping[str, int]) -> Iterator[tuple[str, Counter[str]]]:
    """How many words of three characters have each character at each place."""
    long = [word for word in words if len(word) == NAME]
    for place, name in enumerate(("word_firsts", "word_middles", "word_lasts")):
        yield name, Counter(word[place] for word in long)


def main() -> None:
    """Read the tables of others and write ours."""
    emitted = import_module("jieba.posseg.prob_emit").P
    converters = [import_module("opencc").OpenCC(name) for name in ("s2tw", "s2twp")]
    counts: dict[str, int] = {}
    lines = (files("jieba") / "dict.txt").read_text(encoding="utf-8").splitlines()
    total = 0
    for line in lines:
        word, count, tag = line.split()
        total += int(count)
        if tag in NAMES and (len(word) != PAIR or int(count) < LEAST):
            continue
        written_in_taiwan = converters[0].convert(word)
        if len(word) == NAME and int(count) < LEAST and is_like_a_name(written_in_taiwan):
            continue
        for written in {converter.convert(word) for converter in converters} | {word}:
            if 1 <= len(written) <= LONGEST and all("\u4e00" <= one <= "\u9fff" for one in written):
                counts[written] = max(counts.get(written, 0), int(count))
    words = sorted(counts, key=packed)
    costs = [min(255, round(-math.log(max(counts[word], 1) / total) * STEPS)) for word in words]
    tables: dict[str, Any] = {
        "words": np.array([packed(word) for word in words], np.uint64),
        "costs": np.array(costs, np.uint8),
    }
    for name, state in (("firsts", "B"), ("middles", "M"), ("lasts", "E")):
        costs_of: dict[str, float] = {}
        for character, value in emitted[state, "nr"].items():
            written = converters[0].convert(character)
            for one in {character, written}:
                if len(one) == 1 and "\u4e00" <= one <= "\u9fff" and value > -100:
                    costs_of[one] = min(costs_of.get(one, 99.0), -value)
        tables[name] = np.array([ord(one) for one in sorted(costs_of)], np.uint16)
        tables[f"{name}_costs"] = np.array([round(costs_of[one] * STEPS) for one in sorted(costs_of)], np.uint8)
    for name, count in positions(counts):
        everything = math.log(sum(count.values()))
        tables[name] = np.array([ord(one) for one in sorted(count)], np.uint16)
        rare = [round((everything - math.log(count[one])) * STEPS) for one in sorted(count)]
        tables[f"{name}_costs"] = np.array(rare, np.uint8)
    for name, listed in zip(("english", "english_names"), english(Path(sys.argv[1])), strict=True):
        tables[name] = np.frombuffer("\n".join(listed).encode(), np.uint8)
    np.savez_compressed(TARGET, **tables)


if __name__ == "__main__":
    main()
