"""The tables of the state. A change here needs a migration in `migrations/versions`."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text

from publisher.state import sealing
from publisher.state.columns import BIG, WORD

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", WORD, nullable=False),
    Column("finished", WORD),
    Column("exit_code", Integer),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("dataset", WORD, primary_key=True),
    Column("fingerprint", WORD, nullable=False),
    Column("state", WORD, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("mark", BIG),
)

publications = Table(
    "publications",
    metadata,
    Column("dataset", WORD, primary_key=True),
    Column("hash", WORD, nullable=False),
    Column("fingerprint", WORD, nullable=False),
    Column("rows", BIG, nullable=False),
    Column("publication", Text, nullable=False),
    Column("mark", BIG),
)

publication_hashes = Table(
    "publication_hashes",
    metadata,
    Column("hash", WORD, primary_key=True),
    Column("dataset", WORD, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("portal", WORD, primary_key=True),
    Column("dataset", WORD, primary_key=True),
    Column("receipt", Text, nullable=False),
    Column("mark", BIG),
)

withdrawn = Table(
    "withdrawn",
    metadata,
    Column("dataset", WORD, primary_key=True),
    Column("publication", Text, nullable=False),
    Column("mark", BIG),
)
"""The last release of each dataset that was withdrawn and has not come back."""

spendings = Table(
    "spendings",
    metadata,
    Column("dataset", WORD, primary_key=True),
    Column("release", WORD, primary_key=True),
    Column("spending", Text, nullable=False),
    Column("mark", BIG),
)
"""What every release of noisy counts has used up of its dataset's privacy budget. Nothing is ever taken away."""

SEALED = {metadata.tables[name]: value for name, value in sealing.SEALED.items()}
"""The same by table."""

findings = Table(
    "findings",
    metadata,
    Column("fingerprint", WORD, primary_key=True),
    Column("check_id", WORD, nullable=False),
    Column("subject", WORD, nullable=False),
    Column("first_seen", WORD, nullable=False),
    Column("last_seen", WORD, nullable=False),
    Column("fixed", WORD),
)

crawl_runs = Table(
    "crawl_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", WORD, nullable=False),
    Column("started", WORD, nullable=False),
    Column("finished", WORD),
    Column("coverage", Text),
    Column("spent", Float, nullable=False, default=0.0),
)

crawl_targets = Table(
    "crawl_targets",
    metadata,
    Column("site", WORD, primary_key=True),
    Column("url", WORD, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("address", WORD, nullable=False),
    Column("origin", Text, nullable=False),
    Column("answer", WORD),
    Column("status", Integer),
    Column("location", WORD),
    Column("media_type", WORD),
    Column("found_type", WORD),
    Column("note", WORD),
    Column("text_hash", WORD),
    Column("body_hash", WORD),
    Column("etag", WORD),
    Column("last_modified", WORD),
    Column("first_seen", WORD, nullable=False),
    Column("last_worked", WORD),
    Column("failed_on", WORD),
    Column("nights", Integer, nullable=False, default=0),
    Index("crawl_targets_by_run", "site", "run", "done"),
)

crawl_contents = Table(
    "crawl_contents",
    metadata,
    Column("site", WORD, primary_key=True),
    Column("url", WORD, primary_key=True),
    Column("kind", WORD, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("links", LargeBinary, nullable=False),
    Column("body", LargeBinary),
)

crawl_notes = Table(
    "crawl_notes",
    metadata,
    Column("site", WORD, primary_key=True),
    Column("kind", WORD, primary_key=True),
    Column("url", WORD, primary_key=True),
    Column("key", WORD, nullable=False),
    Column("note", LargeBinary, nullable=False),
)
