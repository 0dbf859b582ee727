"""Learns the weights of the second opinion on freshness from labelled pages, and says what it is worth.

    .venv/bin/python -m benchmarks.opinion LABELS [--write]

LABELS is a file of JSON lines: `path` of a page, `today` (the day of its label), `stale` (whether the page then
still said what was over) and `writer` (whoever made it: nobody is judged by what was learned from own pages).
`--write` puts the weights into the program. The house's own labels are not part of the repository.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from publisher.checks import PageView
from publisher.checks.freshness import opinion
from publisher.crawl.packing import as_packed, pack_body
from publisher.model.site import Page
from publisher.net import html

_URL = "https://www.agency.example/"
_LOOSE = 3.0
"""How far weights may go from 0: the inverse of the penalty on their squares."""
_STEPS = 40


def numbers(path: Path, today: date) -> opinion.Numbers:
    markup = path.read_text("utf-8", "replace")
    told = html.facts(markup)
    body = as_packed(pack_body(markup))
    page = Page(
        _URL,
        _URL,
        told.title,
        "zh-Hant-TW",
        "utf-8",
        body,
        told.main_text,
        told.headings,
        told.metas,
        (),
        told.ids,
        0,
    )
    return opinion.numbers_of(opinion.signs_of(PageView(page), today), today)


def learn(rows: list[opinion.Numbers], stale: np.ndarray) -> tuple[float, dict[str, float]]:
    """Logistic regression with a penalty on squares, by Newton's method."""
    names = sorted({name for row in rows for name in row})
    place = {name: number for number, name in enumerate(names, 1)}
    table = np.zeros((len(rows), len(names) + 1))
    table[:, 0] = 1
    for number, row in enumerate(rows):
        for name, value in row.items():
            table[number, place[name]] = value
    penalty = np.full(len(names) + 1, 1 / _LOOSE)
    penalty[0] = 0
    weights = np.zeros(len(names) + 1)
    for _ in range(_STEPS):
        sure = 1 / (1 + np.exp(-table @ weights))
        slope = table.T @ (sure - stale) + penalty * weights
        bend = (table * (sure * (1 - sure))[:, None]).T @ table + np.diag(penalty)
        bend[0, 0] += 1e-9
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return float(weights[0]), dict(zip(names, map(float, weights[1:]), strict=True))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("labels", type=Path)
    options.add_argument("--write", action="store_true")
    arguments = options.parse_args()
    labels: list[dict[str, Any]] = [json.loads(line) for line in arguments.labels.read_text("utf-8").splitlines()]
    rows = [numbers(Path(label["path"]), date.fromisoformat(label["today"])) for label in labels]
    stale = np.array([label["stale"] for label in labels], float)
    writers = np.array([label["writer"] for label in labels])
    sure = opinion.learned().sure
    for writer in dict.fromkeys(writers):
        known, judged = np.flatnonzero(writers != writer), np.flatnonzero(writers == writer)
        bias, weights = learn([rows[i] for i in known], stale[known])
        said = np.array([opinion.likelihood(rows[i], bias, weights) >= sure for i in judged])
        right = int((said & (stale[judged] == 1)).sum())
        print(f"{writer}: {len(judged)} pages, {int(stale[judged].sum())} stale; said {said.sum()}, right {right}")
    if arguments.write:
        bias, weights = learn(rows, stale)
        told = json.loads(opinion.LEARNED.read_text("utf-8"))
        told |= {"bias": round(bias, 3), "weights": {name: round(weight, 3) for name, weight in weights.items()}}
        opinion.LEARNED.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
