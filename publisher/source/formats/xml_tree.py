"""What an XML file holds, path by path: how often each element stands, its attributes, what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

_CHUNK = 1024 * 1024
_MOST_DEPTH = 100
_MOST_NAMES = 16_384
"""As many as a spreadsheet has columns."""
_BETWEEN = "\x1f"
_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_UNBOUND = 27
"""expat's number for a prefix that nothing declares."""

Name = tuple[str, str]
"""A local name, and the namespace it is of."""


class NoRecordsError(Exception):
    """Carries what is wrong, as a word, the line, and what there is to choose from."""

    def __init__(self, why: str, line: int = 1, choices: str = "") -> None:
        super().__init__(why)
        self.why, self.line, self.choices = why, line, choices


@dataclass(slots=True)
class XmlPath:
    """All elements of one path. `most` is how many of them stand in one parent, `parents` how many have one.

    `after` says which names follow which; `texts` counts elements with text of their own, `mixed` is the line of
    one that has elements beside it.
    """

    name: Name
    count: int = 0
    most: int = 0
    parents: int = 0
    texts: int = 0
    mixed: int = 0
    attributes: dict[Name, None] = field(default_factory=dict)
    children: dict[Name, XmlPath] = field(default_factory=dict)
    after: set[tuple[Name, Name]] = field(default_factory=set)
    labels: dict[tuple[Name, bool], str] = field(default_factory=dict)

    @property
    def has_text(self) -> bool:
        """Whether its text is a value."""
        return self.texts > 0 or not (self.children or self.attributes)

    @property
    def is_value(self) -> bool:
        """Whether it holds text and no elements."""
        return self.has_text and not self.children

    def shown(self, name: Name, *, attribute: bool = False) -> str:
        """The local name of an attribute or child, told from others of that name in the same element.

        To be asked when all names are known; it is kept.
        """
        label = self.labels.get((name, attribute))
        if label is None:
            label = self.labels[name, attribute] = self._label(name, attribute=attribute)
        return label

    def _label(self, name: Name, *, attribute: bool) -> str:
        local, space = name
        if attribute and (any(child[0] == local for child in self.children) or local == self.name[0]):
            return f"@{local}"
        same = self.attributes if attribute else self.children
        alike = sum(other[0] == local for other in same) > 1
        return f"{space.rstrip('/#').rpartition('/')[2]}:{local}" if alike and space else local


@dataclass(slots=True)
class XmlElement:
    """One element with all that stands in it."""

    name: Name
    attributes: dict[Name, str]
    children: list[XmlElement] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


class XmlEvents:
    """expat's events, for whoever wants to know of beginnings and ends; DOCTYPE and too much depth are refused."""

    def __init__(self, *, namespaces: bool = True) -> None:
        # The text is UTF-8 by now, whatever its first line says.
        self.parser = expat.ParserCreate("utf-8", _BETWEEN if namespaces else None)
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self._open: list[XmlElement] = []
        self._names: dict[str, Name] = {}

    def over(self, path: Path) -> Iterator[None]:
        """Parse the file piece by piece."""
        with path.open("rb") as data:
            if data.read(3) != b"\xef\xbb\xbf":
                data.seek(0)
            while piece := data.read(_CHUNK):
                self.parser.Parse(piece)
                yield
            self.parser.Parse(b"", True)  # noqa: FBT003 - takes no keyword
            yield

    def begin(self, element: XmlElement) -> None:
        """An element begins; its text and children are not there yet."""

    def end(self, element: XmlElement) -> None:
        """An element ends."""

    def refuse(self, why: str) -> NoReturn:
        """Give up at this line."""
        raise NoRecordsError(why, self.parser.CurrentLineNumber)

    def _doctype(self, *_declared: object) -> None:
        self.refuse("doctype")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self._open) >= _MOST_DEPTH:
            self.refuse("depth")
        own = self._given(attributes) if attributes else {}
        element = XmlElement(self._names.get(tag) or self._name(tag), own)
        self._open.append(element)
        self.begin(element)

    def _given(self, attributes: dict[str, str]) -> dict[Name, str]:
        given = {self._name(name): value for name, value in attributes.items() if not name.startswith("xmlns")}
        return {name: value for name, value in given.items() if name[1] not in (_INSTANCE, "xsi")}

    def _name(self, written: str) -> Name:
        name = self._names.get(written)
        if name is None:
            space, _, local = written.rpartition(_BETWEEN if _BETWEEN in written else ":")
            name = self._names[written] = (local, space)
        return name

    def _text(self, text: str) -> None:
        self._open[-1].text.append(text)

    def _end(self, _tag: str) -> None:
        self.end(self._open.pop())


class _Survey(XmlEvents):
    """Fills the nodes."""

    def __init__(self, *, namespaces: bool) -> None:
        super().__init__(namespaces=namespaces)
        self.root = XmlPath(("", ""))
        self._nodes = [self.root]
        self._counts: list[dict[Name, int]] = [{}]
        self._known = 0

    def begin(self, element: XmlElement) -> None:
        above, counts = self._nodes[-1], self._counts[-1]
        node = above.children.get(element.name)
        if node is None:
            node = above.children[element.name] = XmlPath(element.name)
            self._more(1)
        if element.name not in counts:
            node.parents += 1
            above.after.update((before, element.name) for before in counts)
        counts[element.name] = counts.get(element.name, 0) + 1
        node.count += 1
        node.most = max(node.most, counts[element.name])
        if element.attributes.keys() - node.attributes.keys():
            new = [name for name in element.attributes if name not in node.attributes]
            node.attributes.update(dict.fromkeys(new))
            self._more(len(new))
        self._nodes.append(node)
        self._counts.append({})

    def end(self, element: XmlElement) -> None:
        node, counts = self._nodes.pop(), self._counts.pop()
        text = bool(element.text) and not "".join(element.text).isspace()
        node.texts += text
        if text and counts:
            node.mixed = node.mixed or self.parser.CurrentLineNumber

    def _more(self, names: int) -> None:
        self._known += names
        if self._known > _MOST_NAMES:
            self.refuse("columns")


def survey(path: Path) -> tuple[XmlPath, bool]:
    """The root of what the file holds, and whether its prefixes are declared, so that namespaces are told."""
    for namespaces in (True, False):
        looking = _Survey(namespaces=namespaces)
        try:
            for _ in looking.over(path):
                pass
        except expat.ExpatError as error:
            if not namespaces or error.code != _UNBOUND:
                raise
            continue
        return next(iter(looking.root.children.values())), namespaces
    raise AssertionError
