"""Write the sample website (`python -m samples.website FOLDER`), serve it (`--serve PORT`), or list its faults."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from samples.website import SEED, build, serve, write
from samples.website.listing import listing


def main(arguments: list[str] | None = None) -> int:
    """Write, serve or list; exit 0."""
    parser = argparse.ArgumentParser(prog="python -m samples.website", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="where to write it (needed unless --serve or --list)")
    parser.add_argument("--seed", type=int, default=SEED, help=f"other invented people (default {SEED})")
    parser.add_argument("--serve", type=int, metavar="PORT", help="then serve it on this port of 127.0.0.1")
    parser.add_argument("--list", action="store_true", help="print what is planted, as Markdown")
    chosen = parser.parse_args(arguments)
    if chosen.list:
        sys.stdout.write(listing(build(chosen.seed).truth))
        return 0
    if chosen.folder is None and chosen.serve is None:
        parser.error("name a folder, or --serve PORT")
    if chosen.folder is not None:
        return _write(chosen.folder, chosen.seed, chosen.serve)
    with tempfile.TemporaryDirectory(prefix="sample-website-") as folder:
        return _write(Path(folder), chosen.seed, chosen.serve)


def _write(folder: Path, seed: int, port: int | None) -> int:
    truth = write(folder, seed)
    sys.stdout.write(
        f"{len(truth.pages)} pages ({len(truth.clean)} clean), {len(truth.planted)} faults: {folder}\n"
    )
    if port is not None:
        sys.stdout.write(f"http://127.0.0.1:{port}/\n")
        sys.stdout.flush()
        serve(folder, port)
    return 0


if __name__ == "__main__":
    sys.exit(main())
