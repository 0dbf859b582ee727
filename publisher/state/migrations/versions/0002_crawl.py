"""The crawl: its runs, every address with its history, and what was found there."""

import sqlalchemy as sa
from alembic import op

from publisher.state.columns import WORD, key_by_hash

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create crawl_runs, crawl_targets and crawl_contents."""
    op.create_table(
        "crawl_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", WORD, nullable=False),
        sa.Column("started", WORD, nullable=False),
        sa.Column("finished", WORD),
        sa.Column("coverage", sa.Text),
        sa.Column("spent", sa.Float, nullable=False),
    )
    op.create_table(
        "crawl_targets",
        sa.Column("site", WORD, primary_key=True),
        sa.Column("url", WORD, primary_key=True),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("address", WORD, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("answer", WORD),
        sa.Column("status", sa.Integer),
        sa.Column("location", WORD),
        sa.Column("media_type", WORD),
        sa.Column("found_type", WORD),
        sa.Column("note", WORD),
        sa.Column("text_hash", WORD),
        sa.Column("body_hash", WORD),
        sa.Column("etag", WORD),
        sa.Column("last_modified", WORD),
        sa.Column("first_seen", WORD, nullable=False),
        sa.Column("last_worked", WORD),
        sa.Column("failed_on", WORD),
        sa.Column("nights", sa.Integer, nullable=False),
    )
    op.create_index("crawl_targets_by_run", "crawl_targets", ["site", "run", "done"])
    op.create_table(
        "crawl_contents",
        sa.Column("site", WORD, primary_key=True),
        sa.Column("url", WORD, primary_key=True),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("facts", sa.LargeBinary, nullable=False),
        sa.Column("links", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary),
    )
    key_by_hash(op.get_bind(), "crawl_targets", "site")
    key_by_hash(op.get_bind(), "crawl_contents", "site")
