"""The certificate for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.certificate.figures import (
    comparisons,
    left_out_facts,
    measure_rows,
    order_facts,
    person_facts,
    review_facts,
    risk_rows,
    standing_facts,
)
from publisher.certificate.wording import TECHNIQUES, CertificateWording
from publisher.model.certificate import Certificate
from publisher.model.text import Language, msg


def lines(certificate: Certificate, language: Language) -> Iterator[str]:
    """The certificate line by line, headings without indent."""
    wording = CertificateWording(language)
    say = wording.say
    yield say(msg("Record of de-identification"))
    yield "  " + say(
        msg(
            "records {records}, left out {suppressed} (limit {limit})",
            records=f"{certificate.records_in:,}",
            suppressed=f"{certificate.records_suppressed:,}",
            limit=wording.share(certificate.suppression_limit),
        )
    )
    for name, text in (
        *person_facts(certificate, wording),
        *standing_facts(certificate, wording),
        *order_facts(certificate, wording),
        *left_out_facts(certificate, wording),
        *review_facts(certificate, wording),
    ):
        yield "  " + wording.labelled(name, text)
    for item in measure_rows(certificate, wording):
        result = say(msg("met")) if item.met else say(msg("not met"))
        yield "  " + wording.labelled(item.name, f"{item.asked} → {item.observed} ({result})")
    for row in risk_rows(certificate, wording):
        yield "  " + wording.labelled(row.name, f"{row.before} → {row.after}")
    for treatment in certificate.treatments:
        parts = [wording.name(TECHNIQUES, treatment.technique)]
        if treatment.level is not None:
            parts.append(
                say(msg("level {level} of {levels}", level=treatment.level, levels=(treatment.levels or 1) - 1))
            )
        if treatment.loss is not None:
            parts.append(say(msg("loss {loss}", loss=wording.share(treatment.loss))))
        if treatment.information_loss is not None:
            parts.append(say(msg("information lost {loss}", loss=wording.share(treatment.information_loss))))
        shown = treatment.published_as or say(msg("not published"))
        yield "  " + wording.labelled(f"{treatment.field} → {shown}", wording.listed(parts))
    for text in comparisons(certificate, wording):
        yield "  " + text
