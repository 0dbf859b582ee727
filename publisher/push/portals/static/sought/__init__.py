"""The search index in parts: what a question needs is all that a reader's browser loads."""
