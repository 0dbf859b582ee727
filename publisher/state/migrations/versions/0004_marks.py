"""A checksum beside every value that is a text of its own, so that a flipped bit is noticed."""

import sqlalchemy as sa
from alembic import op

from publisher.state.columns import BIG

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; what was written before has none until it is written again."""
    for table in ("outcomes", "publications", "receipts"):
        op.add_column(table, sa.Column("mark", BIG))
