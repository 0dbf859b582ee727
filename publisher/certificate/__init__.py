"""The record of de-identification as people read it: a page to sign, a part of a page, lines of a terminal.

It shows one value, the Certificate that the gate measured, and adds nothing to it. Report, portal and gate use it.
"""

from publisher.certificate.lines import lines
from publisher.certificate.page import fragment, page

__all__ = ["fragment", "lines", "page"]
