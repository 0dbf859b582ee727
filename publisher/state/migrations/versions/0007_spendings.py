"""What every release of noisy counts has used up of its dataset's privacy budget."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "spendings",
        sa.Column("dataset", sa.String, primary_key=True),
        sa.Column("release", sa.String, primary_key=True),
        sa.Column("spending", sa.Text, nullable=False),
        sa.Column("mark", sa.Integer),
    )
