"""E-mail addresses. Role mailboxes of agencies belong on the allow-list; other *.gov.tw ones are low."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from publisher.privacy.recognisers.kinds import Hit
from publisher.privacy.recognisers.prefilter import ANY, Cue
from publisher.privacy.recognisers.subject import Recogniser, Subject

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+*-])[A-Za-z0-9._%+*-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}\.[A-Za-z][A-Za-z0-9-]{1,62}"
)

_LONGEST = 254


def find_emails(subject: Subject, cues: Sequence[int]) -> Iterator[Hit]:
    """E-mail addresses; masked ones (w***@example.com) and those of the government are low."""
    for match in subject.around(_EMAIL, cues, 65, _LONGEST):
        government = match[0].lower().endswith(".gov.tw")
        low = government or "*" in match[0]
        yield Hit("email", match.start(), match.end(), "low" if low else "high")


RECOGNISERS = (Recogniser(("email",), find_emails, (Cue(ANY, "@"),)),)
