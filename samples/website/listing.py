"""What is planted, as Markdown for docs/explanation/sample-website.md."""

from __future__ import annotations

from samples.website.making import Truth

START, END = "<!-- planted: start -->", "<!-- planted: end -->"


def listing(truth: Truth) -> str:
    """A table for each family, and the clean pages."""
    lines = []
    for family in truth.families:
        lines += [f"### {family}", "", "| check | page | what | needs |", "|---|---|---|---|"]
        for one in truth.planted:
            if one.check.startswith(f"{family}."):
                target = f" → `{one.target}`" if one.target else ""
                lines.append(f"| `{one.check}` | `{one.page}`{target} | {one.why} | {one.needs} |")
        lines.append("")
    lines += [f"### Clean pages ({len(truth.clean)} of {len(truth.pages)})", ""]
    lines += [f"- `{path}`" for path in truth.clean]
    return "\n".join(lines) + "\n"
