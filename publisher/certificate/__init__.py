"""The record of de-identification as people read it: a page or document to sign, a part of a page, lines of text.

It shows one value, the Certificate that the gate measured, and adds nothing to it. Report, portal and gate use it.
"""

from publisher.certificate.document import document
from publisher.certificate.lines import lines
from publisher.certificate.page import fragment, page

__all__ = ["document", "fragment", "lines", "page"]
