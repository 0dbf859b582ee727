"""The first tables."""

import sqlalchemy as sa
from alembic import op

from publisher.state.columns import BIG, WORD

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create runs, outcomes, publications and their hashes, receipts and findings."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("started", WORD, nullable=False),
        sa.Column("finished", WORD),
        sa.Column("exit_code", sa.Integer),
    )
    op.create_table(
        "outcomes",
        sa.Column("dataset", WORD, primary_key=True),
        sa.Column("fingerprint", WORD, nullable=False),
        sa.Column("state", WORD, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
    )
    op.create_table(
        "publications",
        sa.Column("dataset", WORD, primary_key=True),
        sa.Column("hash", WORD, nullable=False),
        sa.Column("fingerprint", WORD, nullable=False),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("publication", sa.Text, nullable=False),
    )
    op.create_table(
        "publication_hashes",
        sa.Column("hash", WORD, primary_key=True),
        sa.Column("dataset", WORD, nullable=False),
    )
    op.create_table(
        "receipts",
        sa.Column("portal", WORD, primary_key=True),
        sa.Column("dataset", WORD, primary_key=True),
        sa.Column("receipt", sa.Text, nullable=False),
    )
    op.create_table(
        "findings",
        sa.Column("fingerprint", WORD, primary_key=True),
        sa.Column("check_id", WORD, nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("first_seen", WORD, nullable=False),
        sa.Column("last_seen", WORD, nullable=False),
        sa.Column("fixed", WORD),
    )
