"""The tables of the state file. A change here needs a migration in `migrations/versions`."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

VERSION = "0007"
"""The newest migration: what the tables below are."""

metadata = MetaData()

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("started", String, nullable=False),
    Column("finished", String),
    Column("exit_code", Integer),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("dataset", String, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("state", String, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("mark", Integer),
)

publications = Table(
    "publications",
    metadata,
    Column("dataset", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("publication", Text, nullable=False),
    Column("mark", Integer),
)

publication_hashes = Table(
    "publication_hashes",
    metadata,
    Column("hash", String, primary_key=True),
    Column("dataset", String, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    Column("portal", String, primary_key=True),
    Column("dataset", String, primary_key=True),
    Column("receipt", Text, nullable=False),
    Column("mark", Integer),
)

withdrawn = Table(
    "withdrawn",
    metadata,
    Column("dataset", String, primary_key=True),
    Column("publication", Text, nullable=False),
    Column("mark", Integer),
)
"""The last release of each dataset that was withdrawn and has not come back."""

spendings = Table(
    "spendings",
    metadata,
    Column("dataset", String, primary_key=True),
    Column("release", String, primary_key=True),
    Column("spending", Text, nullable=False),
    Column("mark", Integer),
)
"""What every release of noisy counts has used up of its dataset's privacy budget. Nothing is ever taken away."""

SEALED = {
    outcomes: "outcome",
    publications: "publication",
    receipts: "receipt",
    withdrawn: "publication",
    spendings: "spending",
}
"""Tables whose value is a text with its checksum (`mark`) beside it."""

findings = Table(
    "findings",
    metadata,
    Column("fingerprint", String, primary_key=True),
    Column("check_id", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("first_seen", String, nullable=False),
    Column("last_seen", String, nullable=False),
    Column("fixed", String),
)

crawl_runs = Table(
    "crawl_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("site", String, nullable=False),
    Column("started", String, nullable=False),
    Column("finished", String),
    Column("coverage", Text),
    Column("spent", Float, nullable=False, default=0.0),
)

crawl_targets = Table(
    "crawl_targets",
    metadata,
    Column("site", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("run", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("address", String, nullable=False),
    Column("origin", Text, nullable=False),
    Column("answer", String),
    Column("status", Integer),
    Column("location", String),
    Column("media_type", String),
    Column("found_type", String),
    Column("note", String),
    Column("text_hash", String),
    Column("body_hash", String),
    Column("etag", String),
    Column("last_modified", String),
    Column("first_seen", String, nullable=False),
    Column("last_worked", String),
    Column("failed_on", String),
    Column("nights", Integer, nullable=False, default=0),
    Index("crawl_targets_by_run", "site", "run", "done"),
)

crawl_contents = Table(
    "crawl_contents",
    metadata,
    Column("site", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("facts", LargeBinary, nullable=False),
    Column("links", LargeBinary, nullable=False),
    Column("body", LargeBinary),
)

crawl_notes = Table(
    "crawl_notes",
    metadata,
    Column("site", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("url", String, primary_key=True),
    Column("key", String, nullable=False),
    Column("note", LargeBinary, nullable=False),
)
