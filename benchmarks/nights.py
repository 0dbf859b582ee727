"""What a night costs for each dataset, each row and each page, and what that says of a large agency.

    .venv/bin/python -m benchmarks.nights [--datasets 200] [--rows 200000] [--pages 400]

Nights of one worker in a process of its own; CPU seconds of it and of its workers. Small datasets are copies of
the starter's; rows are those of a table of ten fields; pages are small ones on loopback without a browser. Each is
measured at two sizes: what a night costs however little it does stands apart from what grows with the work.
Method and figures: docs/explanation/scaling.md. The exit code is 1 when a small dataset takes more than its bar.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.accessibility import serve

_NIGHT = """
import json, sys
from datetime import datetime, timedelta
from pathlib import Path
from publisher.pipeline import Settings, run_night
from publisher.workspace import load
root, day = Path(sys.argv[1]), int(sys.argv[2])
if __name__ == "__main__":
    now = datetime.fromisoformat("2026-11-20T03:00+08:00") + timedelta(days=day)
    report = run_night(load(root), Settings(now, root / "keys", jobs=1), lambda: now).report
    print(json.dumps({
        "states": sorted({str(item.state) for item in report.datasets}),
        "pages": sum(site.coverage.pages for site in report.sites),
    }))
"""
MOST_SECONDS, MOST_SHARE = 0.25, 0.03
"""Of a small dataset: CPU seconds of its first night, and the share of them that a night without change takes."""
_TITLE = {"zh": "站", "en": "Site"}
_HEAD = "| what | size | first night, CPU s | next night, CPU s | peak of one process, MB |\n|---|---|---|---|---|"


def _starter(root: Path) -> Path:
    import publisher

    shutil.copytree(Path(publisher.__file__).parent / "cli" / "starter", root)
    return root / "datasets" / "counter-visits"


def _many(root: Path, datasets: int) -> None:
    """Copies of the starter's dataset; what their texts, fields and cells say is different in each."""
    first = _starter(root)
    for number in range(2, datasets + 1):
        copy = first.with_name(f"visits-{number}")
        shutil.copytree(first, copy)
        other = {"A00000000X-000001": f"A00000000X-{number:06}", "櫃檯": f"第{number}櫃檯"}
        other |= {word: f"{word} at post {number}" for word in ("Counter", "counter", "Visits", "Daily")}
        for file in ("dataset.yaml", "schema.json", "policy.yaml", "visits.csv"):
            said = (copy / file).read_text(encoding="utf-8")
            for word, instead in other.items():
                said = said.replace(word, instead)
            (copy / file).write_text(said, encoding="utf-8")


def _long(root: Path, rows: int) -> None:
    folder = _starter(root)
    names = ["月份", "櫃檯", *(f"量{number}" for number in range(8))]
    lines = [",".join(names)]
    lines += [
        f"2026-{row % 12 + 1:02},第{row % 40}櫃,{','.join(str(row * 7919 % (97 + n)) for n in range(8))}"
        for row in range(rows)
    ]
    (folder / "visits.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    kinds = ["yearmonth", "string", *(["integer"] * 8)]
    fields = [
        {"name": name, "title": name, "title_en": name, "type": kind, "description": name, "description_en": name}
        for name, kind in zip(names, kinds, strict=True)
    ]
    (folder / "schema.json").write_text(json.dumps({"fields": fields}, ensure_ascii=False), encoding="utf-8")
    told = json.loads('{"frequency": "每月", "structure": ["header"], "exports": ["csv", "parquet"]}')
    text = {"zh": "測試", "en": "Test"}
    told |= {"identifier": "A00000000X-000001", "title": text, "description": text, "keywords": [text]}
    told |= {"source": {"file": {"path": "visits.csv"}}}
    (folder / "dataset.yaml").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    policy = {"legal_ground": text, "fields": {name: {"role": "insensitive"} for name in names}}
    (folder / "policy.yaml").write_text(json.dumps(policy, ensure_ascii=False), encoding="utf-8")


def _site(root: Path, pages: int, url: str) -> None:
    _starter(root)
    site = {"id": "site", "title": _TITLE, "start": [f"{url}/"], "allow_private": True}
    site["polite"] = {"rate": 0, "concurrency": 8}
    with (root / "catalog.yaml").open("a", encoding="utf-8") as file:
        file.write(f"websites: {json.dumps([site], ensure_ascii=False)}\n")
    entry = root / "checks" / "accessibility" / "page-not-tested"
    entry.mkdir(parents=True)
    (entry / "check.yaml").write_text("params: {most_pages: 0}\n", encoding="utf-8")
    folder = root.with_name(f"{root.name}-site")
    words = "本頁說明服務時間、申請方式與應備文件，供民眾查閱。" * 20
    for number in range(pages):
        on = range(number, min(number + 12, pages))
        links = "".join(f'<a href="{page}.html">第{page}頁</a>' for page in on)
        name = "index" if number == 0 else str(number)
        (folder / f"{name}.html").write_text(
            f'<!doctype html><html lang="zh-Hant-TW"><meta charset="utf-8"><title>第{number}頁</title>'
            f"<main><h1>第{number}頁</h1><p>{words}</p>{links}</main>",
            encoding="utf-8",
        )


@contextmanager
def _made(what: str, root: Path, size: int) -> Iterator[None]:
    """The workspace for one size, with what serves it for the length of the block."""
    if what != "pages":
        (_many if what == "datasets" else _long)(root, size)
        yield
        return
    folder = root.with_name(f"{root.name}-site")
    folder.mkdir()
    with serve(folder) as url:
        _site(root, size, url)
        yield


def _night(root: Path, day: int = 0) -> dict[str, float]:
    command = [sys.executable, "-c", _NIGHT, str(root), str(day)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)  # its own and what it waited for: its workers and their server
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    return found | {"cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=200)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--pages", type=int, default=400)
    wanted = parser.parse_args()  # 0 leaves one out
    met = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(_HEAD)
        for what, size in (("datasets", wanted.datasets), ("rows", wanted.rows), ("pages", wanted.pages)):
            if not size:
                continue
            first = {}
            for part in (size // 4, size):
                root = folder / f"{what}-{part}"
                with _made(what, root, part):
                    nights = [_night(root, day) for day in (0, 1)]
                first[part] = nights
                told = [f"{night['cpu']:.2f}" for night in nights]
                print(f"| {what} | {part:,} | {told[0]} | {told[1]} | {nights[0]['mb']:.0f} |", flush=True)
            small, large = first[size // 4], first[size]
            each = [(large[n]["cpu"] - small[n]["cpu"]) / (size - size // 4) for n in (0, 1)]
            print(f"| each of {what} | 1 | {each[0]:.6f} | {each[1]:.6f} | |", flush=True)
            if what == "datasets":
                met = each[0] <= MOST_SECONDS and each[1] <= MOST_SHARE * each[0]
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
