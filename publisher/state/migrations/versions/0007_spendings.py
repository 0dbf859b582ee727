"""What every release of noisy counts has used up of its dataset's privacy budget."""

import sqlalchemy as sa
from alembic import op

from publisher.state.columns import BIG, WORD

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "spendings",
        sa.Column("dataset", WORD, primary_key=True),
        sa.Column("release", WORD, primary_key=True),
        sa.Column("spending", sa.Text, nullable=False),
        sa.Column("mark", BIG),
    )
