"""Whether the text of a query only reads: one SELECT that hands its rows to us, and to no file, table or variable.

The database is told to read only as well, where it can be; some ways out are no writing to it (INTO OUTFILE).
"""

from __future__ import annotations

import re

_ASIDE = re.compile(
    r"""
      --[^\n]*
    | /\*(?![!M]).*?\*/
    | '(?:[^']|'')*'
    | "(?:[^"]|"")*"
    | `(?:[^`]|``)*`
    | (?P<tag>\$[A-Za-z_]*\$).*?(?P=tag)
    """,
    re.DOTALL | re.VERBOSE,
)
_READS = re.compile(r"[\s(]*(?:select|with|values|table)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\binto\b|/\*[!M]|;", re.IGNORECASE)
_WORKS = re.compile(
    r"\b(?:delete|insert|update|merge|drop|alter|create|truncate|exec|execute|grant|revoke|use|set|declare|begin|"
    r"openrowset|openquery|opendatasource)\b",
    re.IGNORECASE,
)
"""SQL Server takes several statements without a semicolon between, and has no session that only reads."""


def only_reads(query: str, backend: str) -> bool:
    """Whether it is one statement that gives rows; a semicolon may end it.

    A backslash before a quote ends a text in one database and not in another, so it is not judged but refused.
    """
    if "\\'" in query or '\\"' in query:
        return False
    code = _ASIDE.sub(lambda found: " " if found[0].startswith(("--", "/*")) else " x ", query)
    code = code.strip("\ufeff \t\r\n").removesuffix(";")
    if _READS.match(code) is None or _ELSEWHERE.search(code):
        return False
    return backend != "mssql" or _WORKS.search(code) is None
