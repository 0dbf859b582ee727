"""Whether what stands on a page is content: words or files, a statement that there is none, or nothing yet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from publisher.checks.base import Context, normal
from publisher.checks.lines import PageLine, content_lines
from publisher.checks.naming import lines_of, numbers_named
from publisher.checks.navigation import Navigation
from publisher.model.disclosure import DisclosedState
from publisher.model.site import Page, SiteSnapshot

_EPOCH = 1911
_YEAR = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2}|[89][0-9]|1[0-9]{2})\s*(?:會計)?(?:年度|年|\s*FY\b)", re.IGNORECASE
)
_ABOUT_THE_PAGE = re.compile(
    r"^\W*(?:(?:最[後近]|本[網]?頁|網頁|頁面)?(?:更新|異動|修改)(?:日期|時間|日)?\s*(?=[:：])|(?:最後)?更新(?:日期|時間)|(?:資料)?(?:發布|發佈|張貼|上架|檢視|建立|維護|修改)(?:日期|時間|單位|人員)|"
    r"瀏覽人次|點閱(?:數|率)?|點擊數|人氣|回上(?:一)?頁|回首頁|返回|友善列印|列印|轉寄|分享|字級|字型|上一[頁則]|下一[頁則]|"
    r":::|top|back|print|last updated?|updated|visitors?|page views?)(?![a-z])",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"\W*(?:[\u4e00-\u9fff]{1,12}\s*)?(?:發[布佈]|張貼|刊登|上架|提供|維護)?(?:單位)?[\s,，、/|｜]*(?:(?:最[後近])?(?:更新|發[布佈]|異動|修改|張貼)\s*(?:於|日期|時間)?)"
    r"[\s:：於]*(?:民國)?[0-9]{2,4}\s*[-/.年]\s*[0-9]{1,2}\s*[-/.月]\s*[0-9]{1,2}\s*日?\W*"
)
"""A line of who put a page up and when, and nothing else."""
_GROUND = re.compile(
    r"第\s*(?:18|十八)\s*條[^。;；\n]{0,12}?第\s*([0-9]{1,2}|[一二三四五六七八九十]{1,2})\s*款"
    r"|(?:article|art\.?)\s*18(?:\s*\(1\))?\s*\(([0-9]{1,2})\)|subparagraph\s+([0-9]{1,2})[^.\n]{0,40}article\s+18",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"(?:法|條例|規則|辦法|細則)[^。;；\n]{0,20}第\s*[0-9一二三四五六七八九十百]+\s*條|第\s*(?:18|十八)\s*條"
    r"|(?:article|art\.?)\s*[0-9]+|[0-9]+\s*(?:of\s+the\s+)?[\w ]{0,60}\b(?:act|law)\b",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"除[^。;；\n]{0,40}外")
"""What the law itself says of its exceptions (除依第十八條規定限制公開或不予提供者外) withholds nothing."""
_IN_BRACKETS = re.compile(r"[(（][^()（）]{0,60}[)）]")
_FIGURES = re.compile(r"[0-9]+")
_SENTENCES = re.compile(r"[。；;！!，,\n]")
_DAY = re.compile(r"[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|[0-9]{2,4}\s*[-/.]\s*[0-9]{1,2}\s*[-/.]\s*[0-9]{1,2}")
_TOLD = 30
"""Letters beside the words of what is to come, a day among them, from which they announce something."""
_FEWEST, _SHARE = 6, 0.8
"""Pages that have to bear a line, and their share, from which it is the template's."""
_FEW = 15
"""Letters of a page, its headings aside, below which it is empty unless it leads somewhere."""
_MUCH = 200
"""Letters from which a page has content although something on it is still to come."""
_FILE = re.compile(
    r"\.(?:pdf|od[tspg]|docx?|xlsx?|pptx?|csv|json|xml|zip|7z|rar|rtf|txt)(?:$|[?#])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class PlaceContent:
    """How a place stands, with the files that it offers and the latest year (ROC) that it names."""

    state: DisclosedState
    documents: int = 0
    newest: int | None = None
    grounds: tuple[int, ...] = ()
    """Reasons of article 18, paragraph 1, that it names."""
    is_by_law: bool = True
    """Whether what is withheld is so by an article of some law that the place names."""


class _Phrases:
    """Statements that there is nothing, and words of what is still to come."""

    def __init__(self, context: Context) -> None:
        check = "disclosure.empty-item"
        self.none = _pattern(lines_of(context, check, "none"))
        self.alone = _pattern(lines_of(context, check, "none-alone"))
        self.coming = _pattern(lines_of(context, check, "coming"))
        self.withheld = _pattern(lines_of(context, check, "withheld"))


def _pattern(lines: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in lines) or r"(?!)", re.IGNORECASE)


def _phrases(context: Context) -> _Phrases:
    return context.once("disclosure phrases", lambda: _Phrases(context))


def letters(text: str) -> int:
    """Characters that say anything."""
    return sum(character.isalnum() for character in text)


def is_about_the_page(text: str) -> bool:
    """Whether a line tells of the page itself: its update, its visitors, the way back."""
    return _ABOUT_THE_PAGE.search(text) is not None or _BYLINE.fullmatch(normal(text)) is not None


def is_file(address: str) -> bool:
    """Whether an address ends like one of a document or of data."""
    return bool(_FILE.search(address))


def judge_text(text: str, context: Context, few: int = _FEW) -> PlaceContent:
    """Words without links: content from `few` letters on, unless they say that there is none, or not yet."""
    phrases = _phrases(context)
    kept = [line for line in normal(text).split("\n") if line.strip() and not is_about_the_page(line)]
    words = "\n".join(kept)
    if any(phrases.alone.fullmatch(line.strip(" 。.()（）-─")) for line in kept) or phrases.none.search(words):
        return PlaceContent(DisclosedState.NONE_STATED)
    count = letters(words)
    rest = _IN_BRACKETS.sub("", words)
    said = rest if letters(rest) >= _TOLD else words  # what is left out of a text that is there (a name)
    if count < _MUCH and phrases.withheld.search(_EXCEPT.sub("", said)):
        grounds = tuple(sorted(set(grounds_in(words))))
        return PlaceContent(DisclosedState.WITHHELD, grounds=grounds, is_by_law=bool(_LAW.search(words)))
    if phrases.coming.search(words) and count < _MUCH and not _announces(words, phrases):
        return PlaceContent(DisclosedState.EMPTY)
    return PlaceContent(DisclosedState.PUBLISHED if count >= few else DisclosedState.EMPTY)


def _announces(words: str, phrases: _Phrases) -> bool:
    """Whether the words of what is to come close an announcement: a day, and sentences beside them."""
    rest = [clause for clause in _SENTENCES.split(words) if not phrases.coming.search(clause)]
    return letters("".join(rest)) >= _TOLD and any(_DAY.search(clause) for clause in rest)


def own_words(page: Page, others: frozenset[str]) -> str:
    """What a page says beside its headings, remarks about the page, and the lines that stand on others, too.

    Figures aside: the day of the last change differs.
    """
    known = {without_figures(text) for text in (*others, page.title, *(text for _, text in page.headings))}
    lines = (line.text for line in content_lines(page) if not line.menu)
    return "\n".join(text for text in lines if without_figures(text) not in known and not is_about_the_page(text))


def lines_everywhere(snapshot: SiteSnapshot, context: Context) -> frozenset[str]:
    """The lines (without figures) that nearly all pages of a site bear, when it has more than a few."""

    def count() -> frozenset[str]:
        pages, times = 0, Counter[str]()
        for page in snapshot.pages():
            pages += 1
            times.update({without_figures(line.text) for line in content_lines(page)})
        return frozenset(text for text, number in times.items() if number >= max(_FEWEST, _SHARE * pages))

    return context.once("lines everywhere", count)


def without_figures(text: str) -> str:
    """A line by which it is known again on other pages."""
    return _FIGURES.sub("0", text)


def is_to_come(text: str, context: Context) -> bool:
    """Whether a text says that its content is still to come."""
    return bool(_phrases(context).coming.search(text))


def judge_page(page: Page, seen: Navigation, context: Context) -> PlaceContent:
    """A page of the section: what it leads to counts, unless it is the template's or the trail of breadcrumbs."""
    lines = seen.pages.get(page.url)
    if lines is None:
        lines = content_lines(page, lambda address, words: (address, words) in seen.template)
    own = [line for line in lines if not line.menu and not is_about_the_page(line.text)]
    leads = [address for line in own for _, address in line.links if _leads_on(address, page)]
    documents = sum(bool(_FILE.search(address)) or seen.is_document(address) for address in leads)
    newest = max((year for line in own for year in years_in(line.text)), default=None)
    headings = {text for _, text in page.headings} | {page.title}
    text = "\n".join(line.text for line in own if line.text not in headings)
    judged = judge_text(text, context)
    if judged.state is DisclosedState.EMPTY and (
        documents or (leads and not _phrases(context).coming.search(text))
    ):
        judged = PlaceContent(DisclosedState.PUBLISHED)
    if judged.state is DisclosedState.WITHHELD and (documents or leads):
        judged = replace(judged, state=DisclosedState.PUBLISHED)  # in part: Art. 18, paragraph 2
    return replace(judged, documents=documents, newest=newest)


def _leads_on(address: str, page: Page) -> bool:
    return bool(address) and not address.startswith("#") and address not in (page.url, page.final)


def years_in(text: str) -> Iterator[int]:
    """ROC years in a text."""
    for found in _YEAR.finditer(normal(text)):
        number = int(found[1])
        yield number - _EPOCH if number > 1000 else number


def grounds_in(text: str) -> Iterator[int]:
    """Reasons of article 18 that a text names by their number."""
    for found in _GROUND.finditer(normal(text)):
        number = next(part for part in found.groups() if part)
        yield from (int(number),) if number.isdigit() else numbers_named(f"第{number}款")


def document_years(line: PageLine, most: int) -> list[int]:
    """Years of a line that offers something, none after `most`."""
    return [year for year in years_in(line.text) if year <= most] if line.links else []
