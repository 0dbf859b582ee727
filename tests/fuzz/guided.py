"""Coverage-guided fuzzing of one parser (atheris, which is libFuzzer): `python -m tests.fuzz.guided NAME FOLDER [SECONDS]`.

A process of its own for each parser: libFuzzer ends the one it is in, with a code other than 0 and the input in FOLDER
when the parser raised, took longer than `_PATIENCE` seconds or more than `_MEGABYTES`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["publisher"], enable_loader_override=False):
    from tests.fuzz.readers import READERS

_PATIENCE, _MEGABYTES = 20, 2048


def main() -> None:
    """Fuzz from the honest files of `seeds`, for so many seconds, from the same start each time."""
    name, folder, seconds = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    seed, read = READERS[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "seed").write_bytes(seed)
    options = (
        f"-max_total_time={seconds}",
        f"-timeout={_PATIENCE}",
        f"-rss_limit_mb={_MEGABYTES}",
        f"-artifact_prefix={folder}/",
        f"-max_len={max(4096, 4 * len(seed))}",
        "-seed=7",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *options, str(corpus)], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
