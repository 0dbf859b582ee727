"""What a conversion of mixed files costs, beside LibreOffice alone: CPU seconds in one run.

    .venv/bin/python -m benchmarks.conversion [--files 500]

Letters, forms with tables, workbooks and slides with a fixed seed, in the formats of agencies, one of twenty-five
bad (cut off, noise, a bomb, another kind of file). LibreOffice makes the files beforehand, which does not count.
Peers: LibreOffice with the same files in one process for each kind and target, unchecked; and one process for each
file, as scripts do it, measured on some of the files (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

from publisher.convert import convert, files_in
from publisher.convert.office import TARGETS, Job, find_office

_SHARES = {"doc": 17, "docx": 17, "xls": 15, "xlsx": 15, "ppt": 8, "pptx": 8, "rtf": 8, "html": 8, "md": 4}
_FILTERS = {"doc": "doc:MS Word 97", "xls": "xls:MS Excel 97", "ppt": "ppt:MS PowerPoint 97"}
_ODF = {"doc": "odt", "docx": "odt", "rtf": "odt", "xls": "ods", "xlsx": "ods", "ppt": "odp", "pptx": "odp"}
_PDFS = {"odt": "pdf-text", "ods": "pdf-table", "odp": "pdf-slides"}
_ALONE = 24
_NAMES = "office text table draw presentation style fo svg"
_SPACES = {"fo": "xsl-fo-compatible", "svg": "svg-compatible", "draw": "drawing"}
_WORDS = "申請人應備妥國民身分證正本及規費向監理機關辦理車輛過戶登記逾期未辦者依公路法第七十五條處以罰鍰並限期補辦"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=500)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="conversion-bench-") as name:
        top = Path(name)
        made = _make(top / "in", asked.files)
        cpu, wall, problems = _timed(lambda: Counter(item.problem for item in convert(made, top / "out")))
        kinds = Counter(path.suffix.removeprefix(".") for path, _ in made)
        print(f"{len(made)} files: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}")
        print(f"publisher convert   {cpu:7.1f} CPU s   {wall:7.1f} s   {dict(problems)}")
        good = [path for path, _ in made if "bad" not in path.stem]
        floor, wall, _ = _timed(lambda: _batches(good, top / "floor"))
        print(f"LibreOffice alone   {floor:7.1f} CPU s   {wall:7.1f} s   one process for each kind and target")
        some = random.Random(3).sample(good, min(_ALONE, len(good)))
        alone, _, _ = _timed(lambda: _one_by_one(some, top / "alone"))
        alone *= len(good) / max(len(some), 1)
        print(f"one process a file  {alone:7.1f} CPU s   from {len(some)} of the files")
        print(f"ours / alone: {cpu / floor:.2f}   ours / one process a file: {cpu / alone:.2f}")


def _timed(work: Callable[[], Counter[str] | object]) -> tuple[float, float, Counter[str]]:
    def spent() -> float:
        each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(item.ru_utime + item.ru_stime for item in each)

    before, start = spent(), time.monotonic()
    result = work()
    return (
        spent() - before,
        time.monotonic() - start,
        result if isinstance(result, Counter) else Counter(),
    )


def _batches(files: Sequence[Path], out: Path) -> None:
    """What LibreOffice takes for the same twins and PDFs without a look at what comes out."""
    out.mkdir(exist_ok=True)
    office = find_office(out / "office")
    for odf, pdf in _PDFS.items():
        mine = [path for path in files if _ODF.get(path.suffix[1:], "odt") == odf and path.suffix != ".md"]
        jobs = [Job(path, f"{odf}{number}") for number, path in enumerate(mine)]
        if jobs:
            office.convert(jobs, odf, out, "HTML (StarWriter)" if mine[0].suffix == ".html" else "")
            office.convert([Job(out / f"{job.stem}.{odf}", job.stem) for job in jobs], pdf, out)


def _one_by_one(files: Sequence[Path], out: Path) -> None:
    for path in files:
        _batches([path], out)


def _make(folder: Path, count: int) -> list[tuple[Path, Path]]:
    """`count` files; their formats, lengths and faults as the shares above say."""
    chance = random.Random(11)
    folder.mkdir()
    kinds = [kind for kind, share in _SHARES.items() for _ in range(round(count * share / 100))][:count]
    sources: dict[str, list[Path]] = {}
    for number, kind in enumerate(kinds):
        if kind in ("html", "md"):
            (folder / f"{number:04}.{kind}").write_text(_plain(chance, kind), encoding="utf-8")
            continue
        source = folder.parent / f"{number:04}.f{_ODF[kind]}"
        source.write_text(_FLAT[_ODF[kind]](chance), encoding="utf-8")
        sources.setdefault(kind, []).append(source)
    for kind, paths in sources.items():
        profile = (folder.parent / "profile").as_uri()
        command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to"]
        command += [_FILTERS.get(kind, kind), "--outdir", str(folder), *map(str, paths)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for number, path in enumerate(sorted(folder.iterdir())[::25]):
        _spoil(path, number)
    return files_in([folder])


def _spoil(path: Path, number: int) -> None:
    content, bad = path.read_bytes(), path.with_stem(f"{path.stem}-bad")
    path.unlink()
    if number % 4 == 3:
        with (
            zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as package,
            package.open("word/document.xml", "w") as part,
        ):
            for _ in range(300):
                part.write(b" " * 1024**2)
    else:
        noise = random.Random(number).randbytes(9_000)
        bad.write_bytes((content[: len(content) // 2], noise, b"\x89PNG\r\n\x1a\n" + noise)[number % 4])


def _sentence(chance: random.Random) -> str:
    start = chance.randrange(len(_WORDS) - 12)
    words = _WORDS[start : start + chance.randrange(6, 40)]
    return f"第 {chance.randrange(99)} 條　{words}，案號 {chance.randrange(10**6):07}。"


def _plain(chance: random.Random, kind: str) -> str:
    lines = [_sentence(chance) for _ in range(chance.randrange(10, 60))]
    if kind == "md":
        return "# 說明\n\n" + "\n\n".join(lines) + "\n\n| 項 | 值 |\n|---|---|\n| 甲 | 007 |\n"
    rows = "".join(f"<tr><td>{number}<td>{line}" for number, line in enumerate(lines[:12]))
    body = "".join(f"<p>{line}</p>" for line in lines)
    table = f"<table><tr><th>項<th>內容{rows}</table>"
    return f'<!doctype html><meta charset="utf-8"><title>公告</title><h1>公告</h1>{body}{table}'


def _flat(kind: str, body: str) -> str:
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{_SPACES.get(name, name)}:1.0"'
        for name in _NAMES.split()
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{spaces} office:version="1.3"'
        f' office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body>{body}</office:body>'
        "</office:document>"
    )


def _row(cells: Sequence[str | float]) -> str:
    made = "".join(
        f'<table:table-cell office:value-type="{"float" if isinstance(cell, float) else "string"}"'
        f"{f' office:value={quoteattr(str(cell))}' if isinstance(cell, float) else ''}><text:p>{cell}</text:p>"
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row>{made}</table:table-row>"


def _table(chance: random.Random, name: str, rows: int) -> str:
    body = "".join(
        _row((f"{row:05}", "臺南監理站", _sentence(chance)[:20], round(chance.random() * 10**5, 2)))
        for row in range(rows)
    )
    column = '<table:table-column table:number-columns-repeated="4"/>'
    return f'<table:table table:name="{name}">{column}{_row(("編號", "單位", "事由", "金額"))}{body}</table:table>'


def _text(chance: random.Random) -> str:
    parts = []
    for section in range(chance.choice((1, 1, 2, 3, 12))):
        parts.append(f'<text:h text:outline-level="1">第 {section + 1} 章</text:h>')
        parts += [f"<text:p>{_sentence(chance) * 3}</text:p>" for _ in range(chance.randrange(5, 25))]
        parts.append(_table(chance, f"表{section}", chance.randrange(4, 30)))
    return _flat("text", f"<office:text>{''.join(parts)}</office:text>")


def _workbook(chance: random.Random) -> str:
    sheets = "".join(
        _table(chance, f"{at + 1}月", chance.randrange(20, 400)) for at in range(chance.randrange(1, 4))
    )
    return _flat("spreadsheet", f"<office:spreadsheet>{sheets}</office:spreadsheet>")


def _slides(chance: random.Random) -> str:
    def frame(top: int, height: int, lines: Sequence[str]) -> str:
        box = "".join(f"<text:p>{line}</text:p>" for line in lines)
        place = f'svg:x="2cm" svg:y="{top}cm" svg:width="22cm" svg:height="{height}cm"'
        return f"<draw:frame {place}><draw:text-box>{box}</draw:text-box></draw:frame>"

    pages = "".join(
        f'<draw:page draw:name="p{page}">{frame(1, 2, [f"主題 {page}"])}'
        f"{frame(4, 12, [_sentence(chance) for _ in range(chance.randrange(2, 7))])}</draw:page>"
        for page in range(chance.randrange(5, 20))
    )
    return _flat("presentation", f"<office:presentation>{pages}</office:presentation>")


_FLAT: dict[str, Callable[[random.Random], str]] = {"odt": _text, "ods": _workbook, "odp": _slides}
assert set(_PDFS.values()) <= set(TARGETS)


if __name__ == "__main__":
    main()
