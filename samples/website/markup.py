"""Small pieces of markup that most pages are made of."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from samples.website.values import roc


def paragraphs(*texts: str) -> str:
    """Each text a paragraph."""
    return "".join(f"<p>{escape(text)}</p>\n" for text in texts)


def items(*texts: str) -> str:
    """A list."""
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>\n"


def table(caption: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table with caption and column headers."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in rows)
    return (
        f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n"
    )


def cards(*entries: tuple[str, str, str]) -> str:
    """Links with a line about each: path, words, line."""
    inside = "".join(f'<li><a href="{path}">{words}</a><span>{line}</span></li>' for path, words, line in entries)
    return f'<ul class="cards">{inside}</ul>\n'


def news(*entries: tuple[str, str, str]) -> str:
    """Dated links: ISO day, path, words."""
    inside = "".join(
        f'<li><time datetime="{day}">{roc(day)}</time><a href="{path}">{words}</a></li>'
        for day, path, words in entries
    )
    return f'<ul class="news">{inside}</ul>\n'


def files(*entries: tuple[str, str, str]) -> str:
    """Downloads: path, name, format."""
    inside = "".join(f'<li><a href="{path}">{escape(name)}（{kind}）</a></li>' for path, name, kind in entries)
    return f'<ul class="files">{inside}</ul>\n'
