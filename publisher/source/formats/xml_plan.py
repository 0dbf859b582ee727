"""How the paths of an XML file become the columns of a table, once its records are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from publisher.source.formats import xml_choice
from publisher.source.formats.xml_tree import Name, NoRecordsError, XmlElement, XmlPath

Values = dict[str, object]
"""By column: a text, or a list where several stand in one record."""


class RecordPlan:
    """What becomes of every path: a record, an element around records, a value of such a one, or nothing."""

    def __init__(self, root: XmlPath, records: frozenset[xml_choice.Path], *, namespaces: bool) -> None:
        self.root, self.records, self.namespaces = root, records, namespaces
        self.around: dict[xml_choice.Path, XmlPath] = {}
        self.empty: Counter[str] = Counter()
        """Elements that were to hold records and hold none: their values are in no row. Counted by the reader."""
        for record in sorted(records, key=len):
            node = root
            for size in range(1, len(record)):
                self.around[record[:size]] = node
                if node.texts:  # a value beside the records, or in their place
                    raise NoRecordsError("mixed", node.mixed or 1)
                node = node.children[record[size]]
            self._check(node)
        own = {name for record in records for name in columns_of(self.node(record), "")}
        self._prefixes = {path: self._prefix(path, own) for path in self.around}
        self.given = {name for path in self.around for name in self.own_names(path)}

    def node(self, path: xml_choice.Path) -> XmlPath:
        """All elements of a path."""
        node = self.root
        for name in path[1:]:
            node = node.children[name]
        return node

    def keeps(self, path: xml_choice.Path, node: XmlPath) -> bool:
        """Whether an element beside the records says something of them: a text, or a part of what repeats."""
        above = self.around[path[:-1]]
        return node.is_value or (above.count > 1 and node.most == 1 and self._with_records(path, above))

    def _with_records(self, path: xml_choice.Path, above: XmlPath) -> bool:
        """Whether one element holds both this and records."""
        inner = [name for name in above.children if self._leads((*path[:-1], name))]
        return any({(name, path[-1]), (path[-1], name)} & above.after for name in inner)

    def own_names(self, path: xml_choice.Path) -> list[str]:
        """The columns that an element around records gives them."""
        node, prefix = self.around[path], self._prefixes[path]
        names = [f"{prefix}/{node.shown(name, attribute=True)}" for name in node.attributes]
        for name, child in self._beside(path):
            if self.keeps((*path, name), child):
                names += columns_of(child, self.column(path, name))
        return names

    def column(self, path: xml_choice.Path, name: Name) -> str:
        """What the columns of an element beside records begin with."""
        return f"{self._prefixes[path]}/{self.around[path].shown(name)}"

    def own_values(self, path: xml_choice.Path, element: XmlElement) -> Values:
        """The attributes of an element around records, by column."""
        node, prefix = self.around[path], self._prefixes[path]
        given = element.attributes.items()
        return {f"{prefix}/{node.shown(name, attribute=True)}": value for name, value in given}

    def columns(self, kept: dict[str, dict[str, None]] | None) -> tuple[str, ...]:
        """All columns, those of the outermost element first."""
        around = [name for path in self.around for name in self.own_names(path)]
        if kept is not None:
            own = [name for names in kept.values() for name in names]
            own = [name for name in self._own() if name in set(own)]
        else:
            own = self._own()
        return tuple(dict.fromkeys([*around, *own])) if own else ()

    def _own(self) -> list[str]:
        return [name for record in self._in_order() for name in columns_of(self.node(record), "")]

    def _in_order(self) -> list[xml_choice.Path]:
        every = [path for path, _ in _below(self.root, (self.root.name,))]
        return sorted(self.records, key=every.index)

    def lists(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """The columns whose values are lists."""
        own = [name for record in self.records for name in _lists_of(self.node(record), "")]
        for path in self.around:
            for name, child in self._beside(path):
                if self.keeps((*path, name), child):
                    begin = self.column(path, name)
                    own += [begin] if child.most > 1 else _lists_of(child, begin)
        return tuple(name for name in columns if name in set(own))

    def aside(self) -> tuple[str, ...]:
        """The elements beside the records of which nothing is in the table, with how many there are."""
        found = [
            f"{name[0]} ({child.count})"
            for path in self.around
            for name, child in self._beside(path)
            if not self.keeps((*path, name), child)
        ]
        return (*found, *(f"{name} ({count})" for name, count in self.empty.items()))

    def may_differ(self) -> bool:
        """Whether the children of the root, which are the records, may be of several kinds."""
        first, *others = self.records
        node = self.node(first)
        values = (child.is_value and child.parents == node.count for child in node.children.values())
        return len(first) == 2 and (bool(others) or not any(values))

    def late(self, path: xml_choice.Path) -> bool:
        """Whether a value of an element around records may stand behind them."""
        node = self.around[path]
        inner = [name for name in node.children if self._leads((*path, name))]
        return any((one, other) in node.after for one in inner for other in node.children if other not in inner)

    def _beside(self, path: xml_choice.Path) -> list[tuple[Name, XmlPath]]:
        children = self.around[path].children.items()
        return [(name, child) for name, child in children if not self._leads((*path, name))]

    def _leads(self, path: xml_choice.Path) -> bool:
        return path in self.records or path in self.around

    def _prefix(self, path: xml_choice.Path, own: set[str]) -> str:
        """The element's name, or as much of its path as tells its columns from others."""
        ends = ["/".join(name for name, _ in path[at:]) for at in range(len(path) - 1, -1, -1)]
        others = [other for other in self.around if other != path]
        for end, size in zip(ends, range(1, len(path) + 1), strict=True):
            same = any(tuple(n for n, _ in other[-size:]) == tuple(n for n, _ in path[-size:]) for other in others)
            if not same and not any(name.startswith(f"{end}/") for name in own):
                return end
        return f"/{ends[-1]}"

    def _check(self, node: XmlPath) -> None:
        if node.mixed:
            raise NoRecordsError("mixed", node.mixed)
        for child in node.children.values():
            self._check(child)


def _below(node: XmlPath, path: xml_choice.Path) -> Iterator[tuple[xml_choice.Path, XmlPath]]:
    yield path, node
    for name, child in node.children.items():
        yield from _below(child, (*path, name))


def columns_of(node: XmlPath, prefix: str) -> list[str]:
    """The columns of an element: attributes, its text, then what stands in it; a list is one column."""
    if prefix and node.most > 1:
        return [prefix]
    return _parts_of(node, prefix)


def _parts_of(node: XmlPath, prefix: str) -> list[str]:
    begin = f"{prefix}/" if prefix else ""
    names = [begin + node.shown(name, attribute=True) for name in node.attributes]
    names += [prefix or node.name[0]] if node.has_text else []
    for name, child in node.children.items():
        names += columns_of(child, begin + node.shown(name))
    return list(dict.fromkeys(names))


def _lists_of(node: XmlPath, prefix: str) -> list[str]:
    begin = f"{prefix}/" if prefix else ""
    found = []
    for name, child in node.children.items():
        inner = begin + node.shown(name)
        found += [inner] if child.most > 1 else _lists_of(child, inner)
    return found


def values_of(element: XmlElement, node: XmlPath, prefix: str) -> Values:
    """The values of an element, by the columns that `columns_of` gives it."""
    begin = f"{prefix}/" if prefix else ""
    values: Values = {
        begin + node.shown(name, attribute=True): value for name, value in element.attributes.items()
    }
    text = "".join(element.text)
    if node.has_text and (text.strip() or not element.children):
        values[prefix or node.name[0]] = text
    for inner in element.children:
        below = node.children[inner.name]
        name = begin + node.shown(inner.name)
        if below.most == 1:
            values.update(values_of(inner, below, name))
            continue
        one: object = "".join(inner.text)
        if below.attributes or below.children:
            one = {key: value for key, value in values_of(inner, below, "").items() if value not in ("", None)}
        among = values.setdefault(name, [])
        if isinstance(among, list) and one not in ("", {}):
            among.append(one)
    return values
