"""The page that `publisher crawl --report` writes: what was looked at, what does not work, what has changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from publisher.model.site import SiteSnapshot, Verdict
from publisher.model.text import Message, msg
from publisher.net.urls import readable

if TYPE_CHECKING:
    from publisher.cli.console import Screen
    from publisher.cli.inventory import AddressChange, AddressRow

_STYLE = (
    "body{font:16px/1.6 sans-serif;margin:2rem auto;max-width:72rem;padding:0 1rem;color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #767676;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}th{background:#f0f0f0}"
)
_MOST = 2_000


def page_of(
    screen: Screen,
    snapshot: SiteSnapshot,
    rows: Sequence[AddressRow],
    changes: Sequence[AddressChange] | None,
    misled: Sequence[AddressChange] | None = None,
) -> str:
    """The whole page, in the language of the screen; everything from the site is escaped."""
    coverage = snapshot.coverage
    title = screen._(msg("Crawl of {site}", site=snapshot.site.start[0]))
    told = [
        (msg("Taken"), f"{snapshot.taken:%Y-%m-%d %H:%M}"),
        (msg("Complete"), screen._(msg("yes") if coverage.complete else msg("no"))),
        (msg("Pages"), str(coverage.pages)),
        (msg("Documents"), str(coverage.documents)),
        (msg("Addresses"), str(coverage.targets)),
        (msg("Not looked at"), str(coverage.untested_count)),
    ]
    troubled = [row for row in rows if row.verdict in (Verdict.BROKEN, Verdict.PROBABLY_BROKEN)]
    parts = [
        f'<!DOCTYPE html>\n<html lang="{screen.language}"><head><meta charset="utf-8">',
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1><dl>",
        *(f"<dt>{escape(screen._(name))}</dt><dd>{escape(value)}</dd>" for name, value in told),
        "</dl>",
        _table(screen, msg("What does not work"),
               (msg("Address"), msg("Answer"), msg("Links to it"), msg("The first on")),
               ((readable(row.url), f"{row.answer} {row.status}", str(row.inbound), readable(row.linked_from))
                for row in troubled)),
        _table(screen, msg("Not looked at"), (msg("Reason"), msg("Number")),
               ((reason, str(count)) for reason, count in Counter(i.reason for i in coverage.untested).items())),
        _table(screen, msg("Pages that nothing links to"), (msg("Address"), msg("Title")),
               ((readable(row.url), row.title) for row in rows if row.orphan)),
    ]  # fmt: skip
    if changes is not None:
        heads = (msg("Address"), msg("Change"), msg("Before"), msg("After"))
        parts.append(
            _table(screen, msg("What has changed"), heads, ((c.url, c.kind, c.before, c.after) for c in changes))
        )
    if misled is not None:
        heads = (msg("Old address"), msg("Kind"), msg("Should lead to"), msg("Leads to"))
        about = msg("Old addresses that do not lead where they should")
        parts.append(_table(screen, about, heads, ((c.url, c.kind, c.before, c.after) for c in misled)))
    return "\n".join([*parts, "</main></body></html>\n"])


def _table(screen: Screen, title: Message, heads: Sequence[Message], rows: Iterable[Sequence[str]]) -> str:
    found = [*rows]
    caption = f"<h2>{escape(screen._(title))} ({len(found)})</h2>"
    if not found:
        return f"{caption}<p>{escape(screen._(msg('Nothing.')))}</p>"
    head = "".join(f'<th scope="col">{escape(screen._(name))}</th>' for name in heads)
    lines = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>\n" for row in found[:_MOST])
    return f"{caption}<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
