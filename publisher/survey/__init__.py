"""Takes stock of a source before anything is declared of it, and drafts what would publish it."""

from publisher.survey.choosing import seen
from publisher.survey.draft import Draft, draft
from publisher.survey.look import ColumnView, SourceView, is_personal, look
from publisher.survey.published import Updated, published_schema
from publisher.survey.stocktaking import take_stock

__all__ = [
    "ColumnView",
    "Draft",
    "SourceView",
    "Updated",
    "draft",
    "is_personal",
    "look",
    "published_schema",
    "seen",
    "take_stock",
]
