"""Accessibility in the reviewer's own forms: by code and criterion, the manual half, EARL and WCAG-EM."""
