"""The last release of every dataset that was withdrawn: what it comes back with is compared with that."""

import sqlalchemy as sa
from alembic import op

from publisher.state.columns import BIG, WORD

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "withdrawn",
        sa.Column("dataset", WORD, primary_key=True),
        sa.Column("publication", sa.Text, nullable=False),
        sa.Column("mark", BIG),
    )
