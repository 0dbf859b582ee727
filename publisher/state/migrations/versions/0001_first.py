"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create runs, outcomes, publications and their hashes, receipts and findings."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("started", sa.String, nullable=False),
        sa.Column("finished", sa.String),
        sa.Column("exit_code", sa.Integer),
    )
    op.create_table(
        "outcomes",
        sa.Column("dataset", sa.String, primary_key=True),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("dataset", sa.String, primary_key=True),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("fingerprint", sa.String, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("publication", sa.Text, nullable=False),
    )
    op.create_table(
        "publication_hashes",
        sa.Column("hash", sa.String, primary_key=True),
        sa.Column("dataset", sa.String, nullable=False),
    )
    op.create_table(
        "receipts",
        sa.Column("portal", sa.String, primary_key=True),
        sa.Column("dataset", sa.String, primary_key=True),
        sa.Column("receipt", sa.Text, nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("fingerprint", sa.String, primary_key=True),
        sa.Column("check_id", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("first_seen", sa.String, nullable=False),
        sa.Column("last_seen", sa.String, nullable=False),
        sa.Column("fixed", sa.String),
    )
