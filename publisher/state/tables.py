"""The tables of the state file. A change here needs a migration in `migrations/versions`."""

from __future__ import annotations

from sqlalchemy import Column, Integer, MetaData, String, Table, Text

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
)

publications = Table(
    "publications",
    metadata,
    Column("dataset", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("publication", Text, nullable=False),
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
)

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
