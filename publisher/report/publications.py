"""Documents about what is published: the list of all datasets, and the description of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from publisher.i18n import translate
from publisher.model.catalog import Catalog
from publisher.model.document import (
    Block,
    Composed,
    Contents,
    Facts,
    Grid,
    Heading,
    Paragraph,
    Properties,
)
from publisher.model.frequencies import frequency
from publisher.model.release import Artifact, Publication
from publisher.model.terms import licence_title, type_name
from publisher.model.text import Language, Message, msg


def list_of(publications: Mapping[str, Publication], catalog: Catalog, language: Language, day: date) -> Composed:
    """The datasets that the agency publishes, by their titles: what they are, and how to get them."""
    say = _PublicationWords(language)
    agency = catalog.agency
    title = say(msg("List of published datasets"))
    shown = sorted(publications.values(), key=lambda item: (item.title.get(language), item.dataset))
    facts = (
        (say(msg("Agency")), agency.title.get(language)),
        (say(msg("Day of this list")), day.isoformat()),
        (say(msg("Datasets")), f"{len(shown):,}"),
        (say(msg("Records")), f"{sum(item.rows for item in shown):,}"),
        (say(msg("Website")), agency.homepage),
        (say(msg("Contact")), f"{agency.contact.name.get(language)} {agency.contact.phone}"),
    )
    heads = (
        msg("Dataset number"),
        msg("Dataset"),
        msg("Update frequency"),
        msg("Records"),
        msg("Formats"),
        msg("Updated"),
    )
    rows = tuple(
        (
            item.identifier,
            item.title.get(language),
            frequency(item.frequency).text.get(language),
            f"{item.rows:,}",
            say.listed(dict.fromkeys(file.format.upper() for file in item.data())),
            item.modified.date().isoformat(),
        )
        for item in shown
    )
    blocks: list[Block] = [Heading(title), Facts(facts, say.header()), Heading(say(msg("All datasets")), 2)]
    if rows:
        heading = tuple(map(say, heads))
        blocks.append(Grid(title, heading, rows, say(msg("Table")), labelled=True, numbers=(3,)))
    else:
        blocks.append(Paragraph(say(msg("Nothing is published yet."))))
    described = catalog.description.get(language)
    about = Properties(title, described, agency.title.get(language), language=language)
    return Composed(about, tuple(blocks), head=day.isoformat(), day=day)


def description_of(publication: Publication, language: Language) -> Composed:
    """What one dataset is, what its fields mean and how to get it, as it was proven."""
    say = _PublicationWords(language)
    name = publication.title.get(language)
    day = publication.modified.date()
    about = Properties(
        name,
        publication.description.get(language),
        publication.agency.title.get(language),
        tuple(word.get(language) for word in publication.keywords),
        language,
    )
    return Composed(about, tuple(_description(publication, say, name)), head=day.isoformat(), day=day)


def _description(publication: Publication, say: _PublicationWords, name: str) -> Iterator[Block]:
    language = say.language
    agency = publication.agency
    yield Heading(name)
    yield Paragraph(publication.description.get(language) or name)
    yield Contents(say(msg("Contents")))
    yield Heading(say(msg("About this dataset")), 2)
    facts = (
        (say(msg("Dataset number")), publication.identifier),
        (say(msg("Agency")), agency.title.get(language)),
        (say(msg("Update frequency")), frequency(publication.frequency).text.get(language)),
        (say(msg("Period covered")), " – ".join(publication.temporal or ())),
        (say(msg("Area")), publication.spatial),
        (say(msg("Records")), f"{publication.rows:,}"),
        (say(msg("Keywords")), say.listed(word.get(language) for word in publication.keywords)),
        (say(msg("Licence")), licence_title(publication.licence).get(language)),
        (say(msg("Licence address")), publication.licence_url),
        (say(msg("Website")), publication.landing_page or agency.homepage),
        (say(msg("Contact")), f"{agency.contact.name.get(language)} {agency.contact.phone}"),
        (say(msg("Notes")), publication.notes.get(language) if publication.notes else ""),
    )
    yield Facts(tuple(pair for pair in facts if pair[1]), say.header())
    yield Heading(say(msg("Fields")), 2)
    fields = publication.schema.get("fields")
    assert isinstance(fields, list | tuple)
    rows = tuple(_field(item, language) for item in fields)
    heads = (say(msg("Field")), say(msg("Title")), say(msg("Type")), say(msg("Description")))
    yield Grid(say(msg("Fields")), heads, rows, say(msg("Table")), labelled=True)
    yield Heading(say(msg("Files for download")), 2)
    files = tuple(_file(item, language) for item in publication.artifacts)
    shown = (say(msg("File")), say(msg("Title")), say(msg("Bytes")))
    yield Grid(
        say(msg("Files for download")),
        shown,
        files,
        say(msg("Table")),
        labelled=True,
        numbers=(2,),
    )


def _field(item: Mapping[str, object], language: Language) -> tuple[str, str, str, str]:
    suffix = "_en" if language == "en" else ""
    title, said = (item.get(f"{key}{suffix}") or item.get(key) or "—" for key in ("title", "description"))
    return str(item["name"]), str(title), type_name(str(item.get("type") or "string")).get(language), str(said)


def _file(item: Artifact, language: Language) -> tuple[str, str, str]:
    return item.path, item.title.get(language), f"{item.bytes:,}"


class _PublicationWords:
    """Sentences in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, message: Message) -> str:
        return translate(message, self.language)

    def header(self) -> tuple[str, str]:
        """Over a label and what it is."""
        return self(msg("Particulars")), self(msg("Content"))

    def listed(self, items: object) -> str:
        """Items one after the other."""
        assert hasattr(items, "__iter__")
        return ("、" if self.language == "zh-TW" else ", ").join(items)
