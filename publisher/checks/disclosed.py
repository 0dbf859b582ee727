"""Item by item of article 7: where the section names it, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from statistics import median
from urllib.parse import urlsplit

from publisher.checks.agreeing import shared
from publisher.checks.article7 import ITEMS, DisclosureItem, item_words
from publisher.checks.base import DISCLOSED, Context
from publisher.checks.lines import PageLine, content_lines, text_at
from publisher.checks.naming import LOOSE, STRICT, Words, covers, numbers_named, squash, units, unnumbered
from publisher.checks.navigation import FEWEST_ITEMS, Navigation, navigation
from publisher.checks.standing import PlaceContent, judge_page, judge_text, letters
from publisher.model.disclosure import DisclosedItem, DisclosedPart, DisclosedState
from publisher.model.site import SiteSnapshot
from publisher.model.text import LocalText

_LABEL = re.compile(r"[:：｜|→➔➡►▶⇒]|[=-]>")
_SENTENCE = re.compile(r"[。，；！？]|, |[.!?](?:\s|$)")
_ENDS = re.compile(r"[。；！？]|[.!?](?:\s|$)")
_REASONS = re.compile(
    r"(?:第\s*(?:18|十八)\s*條|下列|各款|限制|例外)[^。]{0,40}(?:限制公開|不予提供|不予公開)[^。外]{0,12}[:：]?\s*$"
    r"|(?:資訊)?公開之?的?(?:限制|例外)\s*[:：]?\s*$|^\W*第\s*(?:18|十八)\s*條\s*$"
    r"|restrict\w* (?:of|on) (?:disclosure|publication)\s*:?\s*$",
    re.IGNORECASE,
)
"""The opening of a list of reasons for withholding (article 18)."""
_ITEMS_AGAIN = re.compile(r"第\s*(?:7|七)\s*條|應(?:予)?主動公開")
CONTACT_TITLES = frozenset(
    part.title for item in ITEMS for part in item.parts if part.id in ("address", "phone", "mail")
)
"""The parts of item 3 by which people reach an agency."""
_CLAUSES = re.compile(r"[。；;，,、]")
_FOLLOWING = 30
_LONG, _LONGEST = 60, 100
_NO_PLACE = ("mailto:", "tel:")
"""Links that lead to no place where an item could stand."""
_GENERAL = 12
_NUMBER = re.compile(r"\W*(?:第\s*)?([0-9]{1,2}|[一二三四五六七八九]|十)\s*[、.．:：)）款]")
_NUMBERS = {word: number for number, word in enumerate("一二三四五六七八九十", 1)}
_ALIKE = 0.25
"""Share of a label's words that stand in the law's, from which it is another name of the item at its number."""
_LEFT_OUT = 2
_RANK = {
    DisclosedState.PUBLISHED: 0,
    DisclosedState.NONE_STATED: 1,
    DisclosedState.WITHHELD: 2,
    DisclosedState.UNTESTED: 3,
    DisclosedState.EMPTY: 4,
    DisclosedState.UNSURE: 5,
    DisclosedState.BROKEN: 6,
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that names an item: its words on a page, what they lead to, and how that stands."""

    page: str
    words: str
    leads_to: str
    content: PlaceContent


@dataclass(frozen=True, slots=True)
class DisclosureSurvey:
    """The items with the best place of each, and all places; `unknown` are labels that name none of them."""

    items: tuple[DisclosedItem, ...]
    mentions: dict[str, tuple[Mention, ...]]
    unknown: tuple[str, ...]


def survey(snapshot: SiteSnapshot, context: Context) -> DisclosureSurvey:
    """The survey of this crawl, shared by the checks of a run."""
    return context.once("disclosure", lambda: _Surveying(snapshot, context).carry_out())


class _Surveying:
    def __init__(self, snapshot: SiteSnapshot, context: Context) -> None:
        self._snapshot = snapshot
        self._context = context
        self._seen: Navigation = navigation(snapshot, context)
        self._words = item_words(context)
        self._unknown: dict[str, set[str]] = {}
        self._judged: dict[str, PlaceContent] = {}
        self._named_at: dict[str, dict[int, int]] = {}
        """The line of each page at which an item (by its number) is named first."""

    def carry_out(self) -> DisclosureSurvey:
        mentions: dict[str, list[Mention]] = {item.id: [] for item in ITEMS}
        for page, lines in self._places():
            reasons = _reasons(lines)
            for number, line in enumerate(lines):
                if number in reasons:
                    continue
                is_index = page in self._seen.entrance or (self._seen.by_items and page == self._seen.menu_page)
                after = lines[number + 1 :]
                if line.menu and not line.links:
                    after = tuple(takewhile(lambda below: below.menu, after))
                    if not any(below.links for below in after):
                        continue  # the label of a menu, whose entries are the template's
                for item, words in self._named(line, index=is_index):
                    self._named_at.setdefault(page, {}).setdefault(item.number, number)
                    mentions[item.id].append(self._mention(item, page, words, line, after))
        self._by_number(mentions)
        self._anywhere(mentions)
        for item in ITEMS:
            mentions[item.id] = [self._self_titled(item, some) for some in mentions[item.id]]
        if not self._is_full(mentions):
            self._in_words(mentions)
        # one name for one thing: words that stand on many links (read more) name none
        self._unknown = {words: leads for words, leads in self._unknown.items() if len(leads) == 1}
        items = tuple(self._item(item, mentions[item.id]) for item in ITEMS)
        self._context.shared[DISCLOSED] = items
        return DisclosureSurvey(
            items, {name: tuple(some) for name, some in mentions.items()}, tuple(self._unknown)
        )

    def _by_number(self, mentions: dict[str, list[Mention]]) -> None:
        """An item under words of its own, at its number in a list of the law's items, is named by that number."""
        missing = [item for item in ITEMS if not mentions[item.id]]
        for page, lines in self._seen.pages.items() if missing else ():
            numbered = {number: at for at, line in enumerate(lines) if (number := _number_of(line.text))}
            places = self._named_at.get(page, {})
            if sum(numbered.get(number) == at for number, at in places.items()) < FEWEST_ITEMS:
                continue
            for item in missing:
                at = numbered.get(item.number)
                words = unnumbered(lines[at].text) if at is not None else ""
                label = _LABEL.split(words, maxsplit=1)[0]
                if at is not None and shared(label, [item.title.zh, item.title.en]) >= _ALIKE:
                    self._named_at[page][item.number] = at
                    mentions[item.id].append(self._mention(item, page, label, lines[at], lines[at + 1 :]))

    def _places(self) -> Iterator[tuple[str, tuple[PageLine, ...]]]:
        if self._seen.menu:
            yield self._seen.menu_page, self._seen.menu
        yield from self._seen.pages.items()

    def _named(self, line: PageLine, *, index: bool) -> list[tuple[DisclosureItem, str]]:
        """The items that a line names, with the words; a line that leads somewhere and names none is unknown."""
        named: dict[str, tuple[DisclosureItem, str]] = {}
        labels = [words for words, _ in line.links if words]
        labels += line.marked
        head = _LABEL.split(line.text, maxsplit=1)[0]
        if not numbers_named(head):
            head = unnumbered(head)  # the point of 2. ends no sentence
        if len(head) <= _LONG and not _SENTENCE.search(head):
            labels.append(head)
        for label in dict.fromkeys(labels):
            for item in self._items_in(label):
                named.setdefault(item.id, (item, label))
        sentence = _ENDS.split(head, maxsplit=1)[0]
        if not named and len(sentence) <= _LONGEST:
            # the law's own words hold commas; a sentence names nothing unless nearly all of it is known words
            named = {item.id: (item, sentence) for item in self._items_in(sentence, 0, covered=True)}
        if line.links and index and ((not named and not line.menu) or self._seen.by_items):
            for words, address in line.links:
                if (
                    not self._items_in(words)
                    and address.startswith("http")
                    and 1 < units(squash(words)) <= _GENERAL
                    and not self._is_general(words)
                ):
                    self._unknown.setdefault(words, set()).add(address)
        return list(named.values())

    def _is_general(self, words: str) -> bool:
        return self._seen.words.left_over(squash(words), ()) == 0

    def _items_in(self, label: str, most: int = LOOSE, *, covered: bool = False) -> list[DisclosureItem]:
        """Items by number, else by words: the longest words win where those of two items overlap.

        `most` units may be left over; with `covered` no more than known words cover (a third of them).
        """
        by_number = [ITEMS[number - 1] for number in numbers_named(label) if 1 <= number <= len(ITEMS)]
        if by_number:
            return by_number
        squashed = squash(label)
        spans = {item.id: self._words[item.id].spans(squashed) for item in ITEMS}
        every = [span for some in spans.values() for span in some]
        found = [
            item
            for item in ITEMS
            if any(not any(_is_inside(span, other) for other in every) for span in spans[item.id])
        ]
        if not found:
            return []
        vocabulary = self._seen.words
        left = vocabulary.left_over(squashed, _merged(every))
        known = units(squashed) - left
        if left and vocabulary.headlines.pattern.search(squashed) and not covers(known, left):
            return []
        return found if left <= most or ((covered or most > STRICT) and covers(known, left)) else []

    def _mention(
        self, item: DisclosureItem, page: str, words: str, line: PageLine, after: Sequence[PageLine]
    ) -> Mention:
        for name, address in line.links:
            if name == words and address:
                return self._link(page, words, address)
        told = line.text if line.text.startswith(words) else unnumbered(line.text)
        rest = told[len(words) :].strip(" :：｜|") if told.startswith(words) else ""
        heads: list[str] = []
        text, links = [rest], _places_of(line)
        for follower in after[:_FOLLOWING]:
            # what names the item once more (本所非合議制機關) still speaks of it
            names_another = any(other is not item for other, _ in self._named(follower, index=False))
            if (follower.level and follower.level <= (line.level or 6)) or names_another:
                break
            (heads if follower.head else text).append(follower.text)
            links += _places_of(follower)
        if any(text):  # a table with a head and no rows says nothing
            text += heads
        for address in links:
            found = self._link(page, words, address)
            if found.content.state is not DisclosedState.BROKEN:
                return found
        if links:
            return Mention(page, words, links[0], PlaceContent(DisclosedState.BROKEN))
        content = judge_text("\n".join(text), self._context, few=4)
        if content.state is DisclosedState.EMPTY:
            itself = judge_text(line.text, self._context)
            content = itself if itself.state is DisclosedState.NONE_STATED else content
        whole = self._whole_from(page, line) if content.state is DisclosedState.EMPTY else ()
        if whole and (whole[0].links, whole[1:]) != (line.links, tuple(after)):
            # what the menu of every page leads to, too, was left out of the section's own lines
            return self._mention(item, page, words, whole[0], whole[1:])
        return Mention(page, words, page, content)

    def _whole_from(self, page: str, line: PageLine) -> Sequence[PageLine]:
        """A line of a page and those behind it, with what its menus lead to, too."""
        shown = self._snapshot.source.page(page)
        lines = content_lines(shown) if shown is not None else ()
        at = next((number for number, other in enumerate(lines) if _is_rest(line, other)), len(lines))
        return lines[at:]

    def _link(self, page: str, words: str, address: str) -> Mention:
        if address.startswith("#"):
            shown = self._snapshot.source.page(page)
            text = text_at(shown, address[1:]) if shown is not None and len(address) > 1 else None
            state = (
                judge_text(text, self._context, few=4) if text is not None else PlaceContent(DisclosedState.UNSURE)
            )
            return Mention(page, words, page + address, state)
        if not self._seen.works(address):
            return Mention(page, words, address, PlaceContent(DisclosedState.BROKEN))
        end = self._seen.end(address)
        if end == page:
            return Mention(page, words, address, PlaceContent(DisclosedState.UNSURE))
        return Mention(page, words, address, self._judge(end))

    def _judge(self, url: str) -> PlaceContent:
        """How the page or document at an address stands; what lies elsewhere works, and is not looked at."""
        if url not in self._judged:
            page = self._snapshot.source.page(url)
            self._judged[url] = (
                PlaceContent(DisclosedState.PUBLISHED)
                if page is None
                else judge_page(page, self._seen, self._context)
            )
        return self._judged[url]

    def _self_titled(self, item: DisclosureItem, mention: Mention) -> Mention:
        """A page's own title that names the item: the page is what it leads to."""
        if mention.leads_to != mention.page or mention.content.state.counts:
            return mention
        titles = self._seen.titles.get(mention.page, ())
        if any(item in self._items_in(title) for title in titles):
            return replace(mention, content=self._judge(mention.page))
        return mention

    def _anywhere(self, mentions: dict[str, list[Mention]]) -> None:
        """What the section does not name may stand in the menu of all pages; without a section, anywhere.

        Only the item's own name counts there, and no words beside it.
        """
        missing = {item.id for item in ITEMS if not mentions[item.id]}
        for spoken in self._seen.spoken:
            if self._seen.is_there and (spoken.leads_to, spoken.words) not in self._seen.template:
                continue
            for item in self._items_in(spoken.words, STRICT):
                if item.id in missing:
                    mentions[item.id].append(self._link(spoken.page, spoken.words, spoken.leads_to))

    def _is_full(self, mentions: dict[str, list[Mention]]) -> bool:
        """Whether a section of that name names several items itself, and not only says where they are."""
        within = set(self._seen.pages) | {self._seen.menu_page}
        named = [some for some in mentions.values() if any(mention.page in within for mention in some)]
        return self._seen.is_there and not self._seen.by_items and len(named) >= FEWEST_ITEMS

    def _in_words(self, mentions: dict[str, list[Mention]]) -> None:
        """Without a section that holds the items, one may stand in the words of any page: a person has to look.

        Headlines are links, and say nothing of where an item stands; nor does a start page.
        """
        missing = [item for item in ITEMS if not mentions[item.id]]
        starts = {page.url for page in self._seen.starts}
        for page in self._snapshot.pages() if missing else ():
            if page.url in starts:
                continue
            lines = [line for line in content_lines(page) if not line.links and not line.menu]
            said = "\n".join(squash(clause) for line in lines for clause in _CLAUSES.split(line.text))
            for item in missing:
                parts = [self._words[f"{item.id}-{part.id}"] for part in item.parts]
                named = sum(bool(words.pattern.search(said)) for words in parts)
                if self._words[item.id].pattern.search(said) or named * 2 > len(parts) > 0:
                    unsure = PlaceContent(DisclosedState.UNSURE)
                    mentions[item.id].append(Mention(page.url, page.title, page.url, unsure))

    def _item(self, item: DisclosureItem, mentions: Sequence[Mention]) -> DisclosedItem:
        blank = DisclosedItem(item.id, item.number, item.title, DisclosedState.MISSING)
        if item.id in self._context.site.not_applicable:
            return replace(blank, state=DisclosedState.NOT_APPLICABLE)
        if not mentions:
            return replace(blank, state=DisclosedState.UNSURE if self._may_be_elsewhere(item) else blank.state)
        best = min(mentions, key=lambda some: (_RANK[some.content.state], -len(some.words)))
        clicks = self._seen.clicks(best.page)
        return replace(
            blank,
            state=best.content.state,
            words=best.words,
            page=best.page,
            leads_to=best.leads_to,
            clicks=None if clicks is None else clicks + (best.leads_to != best.page),
            documents=sum(some.content.documents for some in _different(mentions)),
            newest=max((some.content.newest for some in mentions if some.content.newest), default=None),
            parts=tuple(self._part(item, part.id, part.title, mentions) for part in item.parts),
            grounds=tuple(sorted({ground for some in mentions for ground in some.content.grounds})),
        )

    def _may_be_elsewhere(self, item: DisclosureItem) -> bool:
        """Item 10 is one of collegiate bodies only; any other may stand under a label that nobody knows.

        Where a page lists nearly all items in the law's order, and there is no room for one between its
        neighbours, it is not there under any label.
        """
        return item.number == len(ITEMS) or (bool(self._unknown) and not self._is_left_out(item))

    def _is_left_out(self, item: DisclosureItem) -> bool:
        places = max(self._named_at.values(), key=len, default={})
        order = [places[number] for number in sorted(places)]
        below = [at for number, at in places.items() if number < item.number]
        above = [at for number, at in places.items() if number > item.number]
        if len(places) < len(ITEMS) - _LEFT_OUT or order != sorted(order) or not below or not above:
            return False
        return min(above) - max(below) < 2 * median(after - before for before, after in pairwise(order))

    def _part(
        self, item: DisclosureItem, part: str, title: LocalText, mentions: Sequence[Mention]
    ) -> DisclosedPart:
        words: Words = self._words[f"{item.id}-{part}"]
        for some in mentions:
            if words.spans(squash(some.words)):
                return DisclosedPart(title, some.leads_to)
        for some in _different(mentions):
            page = self._snapshot.source.page(self._seen.end(some.leads_to.partition("#")[0]))
            if page is not None and words.pattern.search(page.main_text.lower()):
                return DisclosedPart(title, page.url)
        if title in CONTACT_TITLES:  # a footer will do
            for page in self._seen.starts:
                if any(words.pattern.search(line.text.lower()) for line in content_lines(page, whole=True)):
                    return DisclosedPart(title, page.url)
        return DisclosedPart(title)


def _places_of(line: PageLine) -> list[str]:
    """Where the links of a line lead, those without a word (a mark to skip to, :::) aside."""
    return [
        address
        for words, address in line.links
        if address and not address.startswith(_NO_PLACE) and (letters(words) or not address.startswith("#"))
    ]


def _number_of(text: str) -> int:
    """The number at the beginning of a line; 0 without one."""
    found = _NUMBER.match(text)
    return 0 if found is None else _NUMBERS.get(found[1]) or int(found[1])


def _is_rest(line: PageLine, whole: PageLine) -> bool:
    """Whether a line is another without the words of some of its links."""
    if line.text == whole.text:
        return True
    left = whole.text
    for words, _ in whole.links:
        left = left.replace(words, "", 1)
    return bool(line.text) and line.text.startswith(left.strip()) and whole.text.startswith(line.text)


def _reasons(lines: Sequence[PageLine]) -> set[int]:
    """The lines of a page that repeat article 18: what may be withheld is no item, whatever its number."""
    found: set[int] = set()
    level, inside = 0, False
    for number, line in enumerate(lines):
        if inside and (_ITEMS_AGAIN.search(line.text) or (line.level and line.level <= level)):
            inside = False
        if not inside and _REASONS.search(line.text) and not line.links:
            inside, level = True, line.level or 6
        if inside and not line.links:
            found.add(number)
    return found


def _is_inside(span: tuple[int, int], other: tuple[int, int]) -> bool:
    return other != span and other[0] <= span[0] and span[1] <= other[1]


def _merged(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without those inside others; what overlaps is cut."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            start = merged[-1][1]
        if start < end:
            merged.append((start, end))
    return merged


def _different(mentions: Sequence[Mention]) -> list[Mention]:
    return list({urlsplit(some.leads_to).geturl(): some for some in mentions}.values())
