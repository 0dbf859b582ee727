"""The crawl: its runs, every address with its history, and what was found there."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create crawl_runs, crawl_targets and crawl_contents."""
    op.create_table(
        "crawl_runs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("site", sa.String, nullable=False),
        sa.Column("started", sa.String, nullable=False),
        sa.Column("finished", sa.String),
        sa.Column("coverage", sa.Text),
        sa.Column("spent", sa.Float, nullable=False),
    )
    op.create_table(
        "crawl_targets",
        sa.Column("site", sa.String, primary_key=True),
        sa.Column("url", sa.String, primary_key=True),
        sa.Column("run", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("answer", sa.String),
        sa.Column("status", sa.Integer),
        sa.Column("location", sa.String),
        sa.Column("media_type", sa.String),
        sa.Column("found_type", sa.String),
        sa.Column("note", sa.String),
        sa.Column("text_hash", sa.String),
        sa.Column("body_hash", sa.String),
        sa.Column("etag", sa.String),
        sa.Column("last_modified", sa.String),
        sa.Column("first_seen", sa.String, nullable=False),
        sa.Column("last_worked", sa.String),
        sa.Column("failed_on", sa.String),
        sa.Column("nights", sa.Integer, nullable=False),
    )
    op.create_index("crawl_targets_by_run", "crawl_targets", ["site", "run", "done"])
    op.create_table(
        "crawl_contents",
        sa.Column("site", sa.String, primary_key=True),
        sa.Column("url", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("facts", sa.LargeBinary, nullable=False),
        sa.Column("links", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.LargeBinary),
    )
