"""Run once in CKAN's own environment: tables, DataStore rights, the users of the tests, their tokens.

    python prepare.py FOLDER      (with ckan.ini in it; prints the SQL that a superuser must run)

One process instead of one `ckan` command each: every one of those takes three seconds to start.
"""

import contextlib
import io
import secrets
import sys
from pathlib import Path

from ckan.cli.cli import ckan

USERS = ("admin", "editor")


def main(folder: Path) -> None:
    ini = str(folder / "ckan.ini")

    def run(*arguments: str) -> str:
        spoken = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with contextlib.redirect_stdout(spoken):
            ckan(["-c", ini, *arguments], standalone_mode=False)
        spoken.seek(0)
        return spoken.read()

    run("db", "init")
    run("db", "upgrade")
    rights = run("datastore", "set-permissions")
    for name in USERS:
        password = secrets.token_urlsafe(16)
        run("user", "add", name, f"email={name}@example.org", f"password={password}", f"fullname={name.title()}")
    run("sysadmin", "add", "admin")
    for name in USERS:
        token = run("user", "token", "add", name, "tests", "-q").split()[-1]
        target = folder / f"{name}.token"
        target.touch(mode=0o600)
        target.write_text(token)
    sys.stdout.write(rights)


main(Path(sys.argv[1]))
