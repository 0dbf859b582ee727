"""What was worked out of pages in earlier nights."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create crawl_notes."""
    op.create_table(
        "crawl_notes",
        sa.Column("site", sa.String, primary_key=True),
        sa.Column("kind", sa.String, primary_key=True),
        sa.Column("url", sa.String, primary_key=True),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("note", sa.LargeBinary, nullable=False),
    )
