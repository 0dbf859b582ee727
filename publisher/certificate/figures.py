"""Rows of the certificate's tables, with everything said that a figure needs to be understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.certificate.wording import MECHANISMS, METHODS, MODELS, CertificateWording
from publisher.model.certificate import Certificate, PrivacyMeasure, RiskSummary, Signature
from publisher.model.spending import PrivateRelease
from publisher.model.text import msg


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One figure before and after; `bars` are shares from 0 to 1 for drawing, none for plain numbers."""

    name: str
    note: str
    before: str
    after: str
    bars: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One privacy model: what was asked for, on what the number rests, what was measured."""

    name: str
    asked: str
    rests_on: str
    observed: str
    missed: int
    met: bool


def measure_rows(certificate: Certificate, wording: CertificateWording) -> list[MeasureRow]:
    """The privacy models as they were measured on the written files."""
    return [
        MeasureRow(
            wording.name(MODELS, item.model),
            wording.threshold(item.model, item.params),
            wording.text(item.rests_on) if item.rests_on else "",
            _observed(item, wording),
            item.violating_records,
            item.met,
        )
        for item in certificate.measures
    ]


def _observed(item: PrivacyMeasure, wording: CertificateWording) -> str:
    """What was measured; over persons the records are said, too."""
    if item.over_records is None:
        return f"{item.observed:,.6g}"
    return wording.say(
        msg(
            "{observed} by persons ({records} by records)",
            observed=f"{item.observed:,.6g}",
            records=f"{item.over_records:,.6g}",
        )
    )


def person_facts(certificate: Certificate, wording: CertificateWording) -> list[tuple[str, str]]:
    """How many persons the records are of, and what a published code links."""
    found = certificate.persons
    if found is None:
        return []
    say = wording.say
    facts = [
        (say(msg("Persons published")), f"{found.persons:,}"),
        (say(msg("Records of the person with most")), f"{found.most:,}"),
    ]
    if found.fields:
        facts.append((say(msg("Told apart by")), wording.listed(found.fields)))
    if found.linked_by is not None:
        singled = say(
            msg(
                "{profiles} by {field}: {alone} persons have one of their own, {few} share it with fewer than k",
                profiles=f"{found.profiles:,}",
                field=found.linked_by,
                alone=f"{found.singled_out:,}",
                few=f"{found.below_k:,}",
            )
        )
        facts.append((say(msg("Linked profiles")), singled))
    return facts


def table_facts(certificate: Certificate, wording: CertificateWording) -> list[tuple[str, str]]:
    """What was done to the counts of a table."""
    say, facts = wording.say, []
    for item in certificate.tables:
        if item.private is not None:
            facts += _private_facts(item.fields, item.private, wording)
            continue
        done = msg(
            "{fields}: {changed} of {cells} numbers changed or left empty; {small} were small",
            fields=wording.listed(item.fields),
            changed=f"{item.changed:,}",
            cells=f"{item.cells:,}",
            small=f"{item.small:,}",
        )
        said = [say(done), *([say(msg("proven that no fewer would do"))] if item.proven else [])]
        facts.append((wording.name(METHODS, item.method), wording.listed(said)))
    return facts


def _private_facts(
    fields: Sequence[str], made: PrivateRelease, wording: CertificateWording
) -> list[tuple[str, str]]:
    """The guarantee of noisy counts, and the budget of their dataset."""
    say = wording.say
    guarantee = msg(
        "{fields}: epsilon {epsilon}, delta {delta}; {mechanism}, scale {scale}",
        fields=wording.listed(fields),
        epsilon=f"{made.epsilon:g}",
        delta=f"{made.delta:g}",
        mechanism=wording.name(MECHANISMS, made.mechanism),
        scale=f"{made.scale:.4g}",
    )
    bound = msg(
        "at most {cells} cells that are no sums, {times} times in each (declared by the agency)",
        cells=made.cells_per_person,
        times=made.times_per_cell,
    )
    spent = msg(
        "{period}: epsilon {spent} of {budget} spent, {left} left; delta {spent_delta} of {budget_delta}",
        period=made.period or "—",
        spent=f"{made.spent_epsilon:g}",
        budget=f"{made.budget_epsilon:g}",
        left=f"{max(0.0, made.budget_epsilon - made.spent_epsilon):.6g}",
        spent_delta=f"{made.spent_delta:g}",
        budget_delta=f"{made.budget_delta:g}",
    )
    return [
        (wording.name(METHODS, "differential-privacy"), say(guarantee)),
        (say(msg("One person is counted in")), say(bound)),
        (say(msg("Privacy budget")), say(spent)),
    ]


def standing_facts(certificate: Certificate, wording: CertificateWording) -> list[tuple[str, str]]:
    """What all published fields tell together, roles aside."""
    found = certificate.standing_out
    if found is None:
        return []
    say = wording.say
    facts = [
        (say(msg("Records like no other, over all published fields")), f"{found.unique:,}"),
        (say(msg("Distinction (different records)")), wording.share(found.distinction)),
        (say(msg("Separation (pairs told apart)")), wording.share(found.separation)),
    ]
    if found.fields:
        # in an order of their own: what is kept between nights has the names in theirs
        telling = sorted(found.fields.items(), key=lambda item: (-item[1], item[0]))
        fields = [f"{name} {wording.share(share)}" for name, share in telling]
        facts.append((say(msg("Fields that single records out (minimal unique sets)")), wording.listed(fields)))
    return facts


def order_facts(certificate: Certificate, wording: CertificateWording) -> list[tuple[str, str]]:
    """In which order the records are published, and whether that is the one of the source."""
    found = certificate.row_order
    if found is None or (found.ascending is None and not found.by and not found.shuffled):
        return []
    say = wording.say
    if found.by:
        said = say(msg("by {fields}", fields=wording.listed(found.by)))
    elif found.kept or not found.shuffled:
        said = say(msg("as in the source"))
    else:
        said = say(msg("shuffled: by what is published of each record"))
    if found.ascending is not None:
        said = wording.listed(
            [
                said,
                say(
                    msg(
                        "{share} of neighbours as in the source (by chance 50%)",
                        share=wording.share(found.ascending),
                    )
                ),
            ]
        )
    return [(say(msg("Order of the records")), said)]


def left_out_facts(certificate: Certificate, wording: CertificateWording) -> list[tuple[str, str]]:
    """Whom leaving records out took from the table: by field, the groups that lost most beside the source."""
    facts = []
    for item in certificate.left_out:
        said = [
            wording.say(
                msg(
                    "{group}: {before} of the source, {after} of what is published ({lost} of it left out)",
                    group=group.value or wording.say(msg("(empty)")),
                    before=f"{group.before:.0%}",
                    after=f"{group.after:.0%}",
                    lost=f"{group.lost:.0%}",
                )
            )
            for group in item.groups
        ]
        shares = wording.say(msg("shares shifted by {shift} in all", shift=f"{item.shift:.0%}"))
        few = wording.say(msg("groups that lost fewer than {least} are not named", least=item.least))
        name = wording.say(msg("Left out, by {field}", field=item.field))
        between = "；" if wording.language == "zh-TW" else "; "
        facts.append((name, between.join([shares, *said, few])))
    return facts


def review_facts(certificate: Certificate, wording: CertificateWording) -> list[tuple[str, str]]:
    """What people decide and do beside the program: when they look again, and a test by an intruder."""
    say = wording.say
    facts = []
    if certificate.signature is not None:
        facts.append((say(msg("Fingerprint of this record")), certificate.fingerprint))
        facts.append((say(msg("Signed copy")), _signed(certificate.signature, wording)))
    if certificate.next_review is not None:
        facts.append((say(msg("Next review")), certificate.next_review.isoformat()))
    if (test := certificate.intruder_test) is not None:
        done = wording.listed([test.carried_out_on.isoformat(), test.carried_out_by])
        facts.append((say(msg("Intruder test")), wording.labelled(done, wording.text(test.result))))
    if certificate.low_hits:
        hits = [f"{item.where}: {item.kind} ({item.count:,})" for item in certificate.low_hits]
        facts.append((say(msg("Worth a look (not blocking)")), wording.listed(hits)))
    return facts


def _signed(found: Signature, wording: CertificateWording) -> str:
    """Whether people signed this record, and where that is not so, why not."""
    said = wording.say(
        {
            "none": msg("none is stored"),
            "current": msg("of this record"),
            "earlier": msg("of an earlier record; this one is not signed"),
            "missing": msg("its file is not there; to be stored again"),
            "changed": msg("its file is not the one that was stored; to be looked at"),
        }[found.state]
    )
    if found.signed_on is None:
        return said
    return wording.listed([found.signed_by, found.signed_on.isoformat(), said])


def risk_rows(certificate: Certificate, wording: CertificateWording) -> list[RiskRow]:
    """The risk figures beside each other (El Emam 2013); a missing side reads as a dash."""
    before, after = certificate.before, certificate.after
    if before is None and after is None:
        return []
    say = wording.say
    threshold = next(item.threshold for item in (after, before) if item is not None)
    shares = (
        (
            say(msg("highest risk of one record (prosecutor)")),
            say(msg("1 / records of the smallest class, for someone who knows that a person is in the data")),
            "prosecutor",
        ),
        (
            say(msg("highest risk against a population (journalist)")),
            say(msg("no table of a population: taken to be these records alone, which is the worst case")),
            "journalist",
        ),
        (say(msg("mean risk (marketer)")), say(msg("classes / records")), "marketer"),
        (
            say(msg("records above the threshold")),
            say(msg("share of records whose risk is above {threshold}", threshold=wording.share(threshold))),
            "at_risk",
        ),
        (
            say(msg("records that are unique")),
            say(msg("alone in their class in these data; nothing is estimated for a population")),
            "unique",
        ),
    )
    rows = []
    for name, note, key in shares:
        values = [None if side is None else float(getattr(side, key)) for side in (before, after)]
        written = ["—" if value is None else wording.share(value) for value in values]
        bars = (values[0], values[1]) if values[0] is not None and values[1] is not None else None
        rows.append(RiskRow(name, note, written[0], written[1], bars))
    counts = (
        (say(msg("smallest equivalence class")), "smallest_class"),
        (say(msg("equivalence classes")), "classes"),
        (say(msg("records measured")), "records"),
    )
    rows += [RiskRow(name, "", _count(before, key), _count(after, key), None) for name, key in counts]
    return rows


def _count(side: RiskSummary | None, key: str) -> str:
    return "—" if side is None else f"{getattr(side, key):,}"


def comparisons(certificate: Certificate, wording: CertificateWording) -> list[str]:
    """With which other releases this one was compared, and by which rule."""
    said = []
    if rule := certificate.compared:
        if rule.smallest_change:
            treated = (
                msg("a smaller change holds the release")
                if rule.between_nights == "hold"
                else msg("a smaller change is a warning in the report")
            )
            said.append(
                wording.sentences(
                    [
                        wording.say(
                            msg(
                                "Last release of this dataset: groups should change by no record or by at "
                                "least {least}.",
                                least=rule.smallest_change,
                            )
                        ),
                        wording.say(msg("Rule in force: {rule}.", rule=wording.say(treated))),
                    ]
                )
            )
        if rule.datasets:
            said.append(
                wording.say(
                    msg(
                        "Datasets of the release group {group}: {datasets}.",
                        group=rule.group or "",
                        datasets=wording.listed(rule.datasets),
                    )
                )
            )
    return said
