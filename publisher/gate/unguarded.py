"""Counts that no model guards and that need it: hidden by hand, of persons the law protects most, means of few.

A cell like "<6" says itself what it hides, so the sums around it are audited as those of a guarded count. Small
counts of persons of a special kind (article 6 of the Personal Data Protection Act, or kept secret by other laws)
wait for a threshold, or for people who answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from publisher.gate.about import is_place, labels_of, said_of
from publisher.model.policy import Role
from publisher.model.thresholds import PROFILES
from publisher.model.workspace import Dataset
from publisher.privacy.tables.within import whole_numbers

USUAL = PROFILES["usual"].threshold
_MARKS = (
    (
        re.compile(
            r"(?:[<＜]|(?:未滿|不足|不到|低於|小於|少於|under|less than|fewer than)\s*)\s*([0-9]{1,2})\s*[人件戶]?"
        ),
        0,
    ),
    (re.compile(r"(?:[≦≤]|<=|至多|at most\s*)\s*([0-9]{1,2})\s*[人件戶]?"), 1),
    (re.compile(r"([0-9]{1,2})\s*[人件戶]?\s*(?:\(含\))?\s*以下"), 1),
    (re.compile(r"[01]\s*[-–~～至]\s*([0-9]{1,2})\s*[人件戶]?"), 1),
)
"""Cells that say below which number their count is, and what to add to the number they have."""
_HIDDEN = re.compile(
    r"[*＊※#]{1,5}|[xX]{1,3}|\(?[DS]\)?|不(?:予|便)?(?:公開|公布|揭露|顯示)|保密|隱[匿藏]|遮[蔽隱]|suppressed|confidential|withheld",
    re.I,
)
_COUNTED = re.compile(r"[人件戶不]|保密|隱|遮|suppressed|confidential|withheld", re.I)
"""Marks that say whom or that they hide."""
_SPECIAL = re.compile(
    r"病|診斷|愛滋|結核|感染|確診|陽性|精神|自殺|自傷|失智|癌|罹|[藥毒酒]癮|戒癮|成癮|替代療法|性侵|性騷|家暴|家庭暴力|受虐|虐待|[兒少]保護|寄養|安置"
    r"|收養|棄養|未婚|墮胎|流產|更生人|前科|受刑人|原住民|新住民|族群|族別|身心障礙|障礙者|障別|低收|遊民|街友|\b(?:hiv|aids|tb|tuberculosis"
    r"|infect\w*|positives?|disease|diagnos\w*|mental|suicid\w*|dementia|cancer|addict\w*|abuse|foster|disab\w*|indigenous"
    r"|ethnic\w*|homeless|low.income)\b",
    re.I,
)
_PERSONS = re.compile(
    r"人[數口次]|[者童生患婦]數|個案|案件?數|件數|病例|例數|通報|收案|\b(?:persons|people|population|cases|patients|pupils|students|children)\b",
    re.I,
)
_COUNT = re.compile(r"(?:[^指倍係參場次小分點歲負]數|確診|感染|痊癒|罹[患病]|[者患]|個案|病例)(?=$|[^\w]|[_0-9])")
"""Ends of labels of a count; of which persons may say the title."""
_OF_PERSONS = re.compile(
    r"人[數口次]|[者童生患婦]數|個案|病例|\b(?:persons|people|cases|patients|pupils|children)\b", re.I
)
_NUMBER_OF_PERSONS = re.compile(r"(?:[人童者生患婦]|個案|病例)數(?![\u3400-\u9fff])")
_HOUSEHOLDS = re.compile(
    r"戶[數別]|戶$|[男女][性生]?(?=$|[^\w])|性別|年齡|\b(?:households|male|female|sex|age)\b", re.I
)
_RATES = re.compile(r"[%％率]|比[例重]|平均|\b(?:rate|percent\w*|mean|average)\b", re.I)
_CODES = re.compile(r"編號|代[碼號]|\b(?:code|id|no)\b", re.I)
_THINGS = re.compile(
    r"(?:金額|經費|預算|元|機構|據點|中心|設施|[家床班場輛座棟處所校站位間]數|床位?|時數|天數|日數|面積)"
    r"(?:數量?|總數|[合小總]?計)?(?=$|[^\w]|_)"
    r"|\b(?:amount|budget|facilit\w*|beds?|hours|days)\b",
    re.I,
)
"""Ends of labels that count or measure things: 安置機構數, and not 機構安置兒童人數."""
_NO_PERSONS = re.compile(
    r"動物|犬貓|貓犬|流浪[犬貓]|[犬貓]隻|寵物|家[畜禽]|牲畜|豬|牛|羊|雞|禽|植物|植栽|作物|農產|樹木|行道樹|老樹|病蟲|蟲害|水質|飲用水|商品|市售|無障礙|便民"
    r"|(?:食品|食物|藥品)(?!.{0,2}(?:從業|業者|人員|中毒))|\b(?:animals?|dogs?|cats?|pets?|livestock|plants?|crops?|trees?|food|water)\b",
    re.I,
)
"""What is ill, found or taken in is no person, unless the label says so."""
_ELSEWHERE = re.compile(r"(?:攤[販商位]|商家|店家|廠商|拆遷戶)(?:集中)?(?:的|之)?(?:安置|收容)")
_HELPING = re.compile(
    r"志工|義工|教師|老師|講師|督導|社工|服務員|工作人員|\b(?:volunteers|teachers|staff)\b", re.I
)
_ATTENDING = re.compile(r"參[加與]|出席|觀眾|聽眾|\b(?:participants|attendees)\b", re.I)
_TOPIC = re.compile(r"福利|服務|照[顧護]|關懷|防治|預防|教育|扶助|\b(?:services?|welfare|care|prevention)\b", re.I)
_TELLING = re.compile(r"宣導|講座|研習|推廣|說明會|\b(?:awareness|campaign|lectures?)\b", re.I)
_MEAN = re.compile(r"平均|均值|中位|\b(?:mean|average|avg|median)\b", re.I)
_OWN = re.compile(
    r"金額|給付|薪|工資|所得|收入|補助|津貼|財產|存款|負債|年齡|成績|分數|\b(?:income|salary|wages?|benefit|allowance|amount|age|score)\b",
    re.I,
)
_OF_EACH = re.compile(r"人數|戶數|[者童生患婦員工友]數|\b(?:persons|people|households|workers|recipients)\b", re.I)
_FEW = 3
"""Of two persons each knows the other's by the mean and his own."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """The table with the marks of hidden counts emptied, and below which number these are, by field.

    `said` are the fields whose marks all say the number.
    """

    frame: pl.DataFrame
    least: Mapping[str, int]
    said: frozenset[str]


def hidden_by_hand(dataset: Dataset, frame: pl.DataFrame) -> ByHand:
    """Columns of whole numbers of persons some of whose cells are marks of hidden counts; none of microdata.

    What instruments measure has such marks, too (<10, #), and hides nobody.
    """
    if dataset.policy.published_with_role(Role.QUASI_IDENTIFIER):
        return ByHand(frame, {}, frozenset())
    labels = labels_of(dataset)
    titled = _speaks_of_persons(said_of(dataset)) or _speaks_of_persons(
        labels.get(name, name) for name in frame.columns if whole_numbers(frame[name], name, ()) is None
    )
    least: dict[str, int] = {}
    said: set[str] = set()
    emptied = []
    for name in frame.columns:
        texts = frame[name].str.strip_chars()
        others = (
            texts.filter(texts.is_not_null() & (texts != "") & ~texts.str.contains(r"^[0-9]+$")).unique().to_list()
        )
        if not others or len(others) > USUAL or not texts.str.contains(r"^[0-9]+$").any():
            continue
        bounds = [_bound(text) for text in others]
        if None in bounds or not (
            titled or _speaks_of_persons([labels.get(name, name)]) or _COUNTED.search("".join(others))
        ):
            continue
        told = [bound for bound in bounds if bound]
        least[name] = max(told, default=USUAL)
        if len(told) == len(bounds):
            said.add(name)
        emptied.append(
            pl.when(pl.col(name).str.strip_chars().is_in(others)).then(None).otherwise(pl.col(name)).alias(name)
        )
    without = frame.with_columns(emptied)
    if not _told_apart(without, labels, least.keys()):
        return ByHand(frame, {}, frozenset())
    return ByHand(without, least, frozenset(said))


def _speaks_of_persons(texts: Iterable[str]) -> bool:
    return any(_PERSONS.search(text) or _SPECIAL.search(text) or _HOUSEHOLDS.search(text) for text in texts)


def _told_apart(frame: pl.DataFrame, labels: Mapping[str, str], counts: Collection[str]) -> bool:
    """Whether what is neither a count nor measured tells all rows apart, as in a table of counts."""
    others = [
        name
        for name in frame.columns
        if name not in counts and not _is_measured(labels.get(name, name)) and not _has_points(frame[name])
    ]
    return bool(others) and bool(frame.select(others).is_unique().all())


def _is_measured(label: str) -> bool:
    """Whether a column is called like a rate or a number of things."""
    return not _CODES.search(label) and bool(_RATES.search(label) or _THINGS.search(label) or _COUNT.search(label))


def _has_points(values: pl.Series) -> bool:
    return bool(values.str.contains(r"^\s*-?[0-9]+\.[0-9]+\s*$").all()) if values.count() else False


def _bound(text: str) -> int | None:
    """Below which number the count is that a mark hides; 0 where it does not say, None for no mark."""
    for pattern, more in _MARKS:
        if match := pattern.fullmatch(text):
            return max(2, int(match[1]) + more)
    return 0 if _HIDDEN.fullmatch(text) else None


def special_counts(
    dataset: Dataset, frame: pl.DataFrame, guarded: Mapping[str, int]
) -> dict[str, list[int | None]]:
    """Unguarded counts of persons of a special kind, by field; none of microdata, and none with noise."""
    policy = dataset.policy
    if policy.private_counts() or policy.published_with_role(Role.QUASI_IDENTIFIER):
        return {}
    labels = labels_of(dataset)
    titled = "" if is_place(dataset) else " ".join(said_of(dataset))
    if _THINGS.search(dataset.title.zh):
        titled = ""
    protected = policy.guarded_as_table()
    found = {}
    for name in frame.columns:
        if name in guarded or name in protected or not _counts_protected(labels.get(name, name), titled):
            continue
        numbers = whole_numbers(frame[name], name, ())
        if numbers is not None:
            found[name] = numbers
    return found if found and _told_apart(frame, labels, found.keys()) else {}


def _counts_protected(label: str, titled: str) -> bool:
    """Whether a column counts persons of a special kind, by its label and what the dataset is called."""
    things = _THINGS.search(label) and not _NUMBER_OF_PERSONS.search(label)
    if _RATES.search(label) or _CODES.search(label) or things:
        return False
    label, titled = _ELSEWHERE.sub("", label), _ELSEWHERE.sub("", titled)
    said = f"{label} {titled}"
    if not _SPECIAL.search(said) or not (_PERSONS.search(said) or _COUNT.search(label)):
        return False
    itself = _SPECIAL.search(label)
    if _NO_PERSONS.search(said):
        return bool(itself and _OF_PERSONS.search(label))
    if itself:
        return True
    helping = _HELPING.search(label) and _TOPIC.search(titled)
    return not (helping or (_ATTENDING.search(label) and _TELLING.search(titled)))


def means_of_few(dataset: Dataset, frame: pl.DataFrame) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Means of what one has (income, age) with the rows (from 1) in which they are of one person or two."""
    labels = labels_of(dataset)
    bases = {
        at: numbers
        for at, name in enumerate(frame.columns)
        if _OF_EACH.search(labels.get(name, name))
        and (numbers := whole_numbers(frame[name], name, ())) is not None
    }
    for at, name in enumerate(frame.columns):
        label = labels.get(name, name)
        if not bases or not (_MEAN.search(label) and _OWN.search(label)):
            continue
        told = {base: len(_pieces(label) & _pieces(labels.get(frame.columns[base], ""))) for base in bases}
        numbers = bases[min(bases, key=lambda base: (-told[base], base > at, abs(base - at)))]
        shown = frame[name].str.strip_chars().cast(pl.Float64, strict=False).is_not_null().to_list()
        rows = tuple(
            row + 1 for row, (n, there) in enumerate(zip(numbers, shown, strict=True)) if there and n and n < _FEW
        )
        if rows:
            yield name, rows


def _pieces(label: str) -> set[str]:
    """Words, and two signs each of Chinese, by which a mean and its base are known to be of the same persons."""
    label = re.sub(
        r"平均|人數|人次|戶數|\b(?:average|avg|mean|median|number|count|total|of)\b", " ", label.casefold()
    )
    pieces = set(re.findall(r"[a-z]{3,}", label))
    for run in re.findall(r"[\u3400-\u9fff]{2,}", label):
        pieces |= {run[at : at + 2] for at in range(len(run) - 1)}
    return pieces


def all_of_a_kind(
    dataset: Dataset, frame: pl.DataFrame, counts: Mapping[str, int]
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Counts of a special kind that in some rows (from 1) are all of those beside them: 12 of 12 are ill."""
    labels = labels_of(dataset)
    numbers = {
        name: values
        for name in frame.columns
        if name in counts and (values := whole_numbers(frame[name], name, ())) is not None
    }
    special = [name for name in numbers if _SPECIAL.search(labels.get(name, name))]
    for name in special:
        for whole in numbers.keys() - set(special):
            pairs = list(zip(numbers[name], numbers[whole], strict=True))
            both = [(part, of) for part, of in pairs if part is not None and of is not None]
            if any(part > of for part, of in both) or all(part == of for part, of in both):
                continue
            rows = tuple(at + 1 for at, (part, of) in enumerate(pairs) if part and part == of)
            if rows:
                yield name, rows
