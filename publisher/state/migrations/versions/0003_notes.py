"""What was worked out of pages in earlier nights."""

import sqlalchemy as sa
from alembic import op

from publisher.state.columns import WORD, key_by_hash

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create crawl_notes."""
    op.create_table(
        "crawl_notes",
        sa.Column("site", WORD, primary_key=True),
        sa.Column("kind", WORD, primary_key=True),
        sa.Column("url", WORD, primary_key=True),
        sa.Column("key", WORD, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
    )
    key_by_hash(op.get_bind(), "crawl_notes", "site", "kind")
