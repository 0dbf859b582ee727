"""The certificate as a document to file and sign: the same figures and words as its page, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from publisher.certificate import wording as names
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
from publisher.certificate.wording import CertificateWording
from publisher.model.certificate import Certificate, Generalisation
from publisher.model.document import (
    Block,
    Bullets,
    Composed,
    Contents,
    Facts,
    Grid,
    Heading,
    Paragraph,
    Properties,
)
from publisher.model.text import Language, LocalText, msg


def document(
    certificate: Certificate,
    title: LocalText,
    agency: LocalText,
    language: Language,
    day: date | None = None,
    issued: str = "",
) -> Composed:
    """The record of de-identification of the dataset called `title`.

    With a `day` (of the measurement) the PDF is one for archives; `issued` is how that day is shown.
    """
    w = CertificateWording(language)
    name = w.labelled(w.say(msg("Record of de-identification")), title.get(language))
    return Composed(
        Properties(name, w.text(certificate.legal_ground), agency.get(language), language=language),
        tuple(_blocks(certificate, w, name)),
        head=issued,
        day=day,
    )


def _blocks(certificate: Certificate, w: CertificateWording, name: str) -> Iterator[Block]:
    yield Heading(name)
    yield Facts(_facts(certificate, w), _header(w))
    yield Contents(w.say(msg("Contents")))
    yield from _models(certificate, w)
    yield from _risks(certificate, w)
    yield from _fields(certificate, w)
    if certificate.generalisation is not None:
        yield Heading(w.say(msg("How the levels were chosen")), 2)
        yield Facts(_levels(certificate.generalisation, w), _header(w))
    yield from _mappings(certificate, w)
    yield Heading(w.say(msg("What this release was compared with")), 2)
    compared = comparisons(certificate, w)
    alone = msg("It belongs to no release group, and nothing of it can be counted between two releases.")
    yield Bullets(tuple(compared)) if compared else Paragraph(w.say(alone))
    yield from _files(certificate, w)
    yield Heading(w.say(msg("What this record does not claim")), 2)
    yield Bullets(tuple(w.text(text) for text in certificate.not_claimed))
    yield from _signatures(w)


def _header(w: CertificateWording) -> tuple[str, str]:
    return w.say(msg("Particulars")), w.say(msg("Content"))


def _table(w: CertificateWording) -> str:
    return w.say(msg("Table"))


def _facts(certificate: Certificate, w: CertificateWording) -> tuple[tuple[str, str], ...]:
    read, gone = certificate.records_in, certificate.records_suppressed
    suppressed = msg(
        "{n} ({share}; allowed are {limit})",
        n=f"{gone:,}",
        share=w.share(gone / read if read else 0.0),
        limit=w.share(certificate.suppression_limit),
    )
    return (
        (w.say(msg("Dataset")), certificate.dataset),
        (w.say(msg("Legal ground")), w.text(certificate.legal_ground)),
        (w.say(msg("Records read")), f"{read:,}"),
        (w.say(msg("Records published")), f"{read - gone:,}"),
        (w.say(msg("Records suppressed")), w.say(suppressed)),
        *person_facts(certificate, w),
        *standing_facts(certificate, w),
        *order_facts(certificate, w),
        *left_out_facts(certificate, w),
        *review_facts(certificate, w),
    )


def _models(certificate: Certificate, w: CertificateWording) -> Iterator[Block]:
    yield Heading(w.say(msg("Privacy models and thresholds")), 2)
    rows = measure_rows(certificate, w)
    if not rows:
        yield Paragraph(w.say(msg("The policy of this dataset asks for no privacy model.")))
        return
    heads = (
        msg("Model"),
        msg("Asked for"),
        msg("Measured"),
        msg("Records that miss it"),
        msg("Result"),
    )
    cells = tuple(
        (
            row.name,
            " ".join(text for text in (row.asked, row.rests_on) if text),
            row.observed,
            f"{row.missed:,}",
            w.say(msg("met") if row.met else msg("not met")),
        )
        for row in rows
    )
    caption = w.say(msg("What was promised, and what was measured on the written files"))
    yield Grid(
        caption,
        tuple(map(w.say, heads)),
        cells,
        _table(w),
        labelled=True,
        numbers=(2, 3),
    )
    norm = (
        "No Taiwanese norm sets a number for k or for the smallest cell; the thresholds are the agency's decision."
    )
    yield Paragraph(w.say(msg(norm)))


def _risks(certificate: Certificate, w: CertificateWording) -> Iterator[Block]:
    rows = risk_rows(certificate, w)
    if not rows:
        return
    yield Heading(w.say(msg("Risk of re-identification")), 2)
    cells = tuple((_joined(row.name, row.note, w), row.before, row.after) for row in rows)
    yield Grid(
        w.say(msg("Over the quasi-identifiers: of the records as they came, and as published")),
        (w.say(msg("Figure")), w.say(msg("Before")), w.say(msg("After"))),
        cells,
        _table(w),
        labelled=True,
        numbers=(1, 2),
    )


def _joined(name: str, note: str, w: CertificateWording) -> str:
    return w.labelled(name, note) if note else name


def _fields(certificate: Certificate, w: CertificateWording) -> Iterator[Block]:
    yield Heading(w.say(msg("What was done to each field")), 2)
    heads = (
        msg("Source field"),
        msg("Role of the field"),
        msg("Technique"),
        msg("Published as"),
        msg("Information lost"),
    )
    cells = tuple(
        (
            item.field,
            w.name(names.ROLES, item.role),
            _joined(w.name(names.TECHNIQUES, item.technique), w.applied(item), w),
            item.published_as or w.say(msg("not published")),
            w.share(item.information_loss) if item.information_loss is not None else "—",
        )
        for item in certificate.treatments
    )
    yield Grid(
        w.say(msg("Fields of the source, their treatment and what it cost")),
        tuple(map(w.say, heads)),
        cells,
        _table(w),
        labelled=True,
        numbers=(4,),
    )


def _levels(chosen: Generalisation, w: CertificateWording) -> tuple[tuple[str, str], ...]:
    return (
        (w.say(msg("Mode")), f"{w.name(names.MODES, chosen.mode)} ({chosen.mode})"),
        (
            w.say(msg("Levels in force")),
            w.listed([f"{name} {level}" for name, level in sorted(chosen.levels.items())]),
        ),
        (w.say(msg("Loss of these levels")), w.share(chosen.loss)),
        (w.say(msg("Least loss possible")), w.share(chosen.optimum)),
    )


def _mappings(certificate: Certificate, w: CertificateWording) -> Iterator[Block]:
    if not certificate.mappings:
        return
    yield Heading(w.say(msg("The mapping applied")), 2)
    for mapping in certificate.mappings:
        rows = [(item.value, w.text(item.covers)) for item in mapping.values]
        if mapping.unlisted:
            rows.append((w.say(msg("Not listed")), w.say(msg("{n} more values", n=mapping.unlisted))))
        caption = msg("{field}: {n} values", field=mapping.published_as, n=len(mapping.values))
        heads = (w.say(msg("Published value")), w.say(msg("Stands for")))
        yield Grid(w.say(caption), heads, tuple(rows), _table(w), labelled=True)


def _files(certificate: Certificate, w: CertificateWording) -> Iterator[Block]:
    yield Heading(w.say(msg("Searched for personal data")), 2)
    yield Paragraph(w.listed(certificate.scanned) or w.say(msg("no file")))
    if certificate.files:
        caption = msg("The files this record is about; a file with another SHA-256 is not one of them")
        cells = tuple((item.path, f"{item.bytes:,}", _breakable(item.sha256)) for item in certificate.files)
        heads = (w.say(msg("File")), w.say(msg("Bytes")), "SHA-256")
        yield Grid(w.say(caption), heads, cells, _table(w), labelled=True, numbers=(1,))
    versions = [f"{name} {version}" for name, version in sorted(certificate.versions.items())]
    yield Paragraph(f"{w.say(msg('Measured with:'))} {w.listed(versions)}")


def _breakable(checksum: str) -> str:
    """A checksum in groups of 16, so that a narrow cell can hold it."""
    return " ".join(checksum[place : place + 16] for place in range(0, len(checksum), 16))


def _signatures(w: CertificateWording) -> Iterator[Block]:
    yield Heading(w.say(msg("Signatures")), 2)
    roles = (
        msg("Prepared by (data owner)"),
        msg("Checked by (data protection officer)"),
        msg("Approved by (head of unit)"),
    )
    heads = (msg("Capacity"), msg("Name and title"), msg("Signature"), msg("Date"))
    rows = tuple((w.say(role), "\n　", "\n　", "\n　") for role in roles)
    caption = w.say(msg("To be filled in by people, after reading this record"))
    yield Grid(caption, tuple(map(w.say, heads)), rows, _table(w), labelled=True, widths=(3, 3, 3, 2))
