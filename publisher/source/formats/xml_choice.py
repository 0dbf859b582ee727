"""Which elements of an XML file are its records: the declared ones, or the only ones that may be."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.source.formats.xml_tree import Name, NoRecordsError, XmlPath

Path = tuple[Name, ...]
_MOST_SHOWN = 8


def chosen(root: XmlPath, declared: str | None) -> frozenset[Path]:
    """The paths of the records; raises NoRecordsError where there are none, or a person has to choose.

    `declared` is the name of an element or the end of its path (contracts/contract). Without it, records are the
    children of the root, or the lists within: of lists in lists the innermost, where none is empty and its
    records say more than what they stand in; what each stands in then goes into columns.
    """
    every = list(_nodes(root, (root.name,)))
    if declared is not None:
        return _declared(every, declared)
    lists = [(path, node) for path, node in every if node.most > 1 and not node.is_value and len(path) > 1]
    if all(len(path) == 2 for path, _ in lists):
        return _children(root)
    chain = sorted(lists, key=lambda item: len(item[0]))
    *_, (last, inner) = chain
    if any(last[: len(path)] != path for path, _ in chain):
        raise NoRecordsError("kinds", choices=_choices(chain))
    outer = next(path for path, _ in chain)
    by_path = dict(every)
    steps = [last[:size] for size in range(len(outer) + 1, len(last) + 1)]
    empty = any(by_path[step].parents < by_path[step[:-1]].count for step in steps)
    above = [node for path, node in chain[:-1]]
    if empty or any(_says(node) > _says(inner) for node in above):
        raise NoRecordsError("within", choices=_choices(chain))
    return frozenset({last})


def _declared(every: list[tuple[Path, XmlPath]], declared: str) -> frozenset[Path]:
    wanted = tuple(declared.split("/"))
    fitting = [(path, node) for path, node in every if tuple(name[0] for name in path[-len(wanted) :]) == wanted]
    # A reference to a record (<ministry>M01</ministry>) is none.
    fitting = [item for item in fitting if not item[1].is_value] or fitting
    outermost = [
        path
        for path, _ in fitting
        if not any(path != other and path[: len(other)] == other for other, _ in fitting)
    ]
    if not outermost:
        lists = [(path, node) for path, node in every if node.most > 1]
        raise NoRecordsError("none", choices=_choices(lists))
    return frozenset(outermost)


def _children(root: XmlPath) -> frozenset[Path]:
    """All children; beside lists of records, a single text is none."""
    children = root.children.values()
    if not children:
        raise NoRecordsError("none")
    several = any(node.most > 1 and not node.is_value for node in children)
    found = [node for node in children if not (several and node.is_value and node.most == 1)]
    if len(found) == 1 and found[0].count == 1:
        values = [((root.name, found[0].name, node.name), node) for node in found[0].children.values()]
        if any(node.most > 1 for _, node in values):
            raise NoRecordsError("within", choices=_choices([((root.name, found[0].name), found[0]), *values]))
    return frozenset((root.name, node.name) for node in found)


def _says(node: XmlPath) -> int:
    return len(node.attributes) + sum(child.is_value and child.most == 1 for child in node.children.values())


def _nodes(node: XmlPath, path: Path) -> Iterator[tuple[Path, XmlPath]]:
    yield path, node
    for name, child in node.children.items():
        yield from _nodes(child, (*path, name))


def _choices(found: list[tuple[Path, XmlPath]]) -> str:
    """Names with how many there are; where two are alike, the ends of their paths."""
    names = [path[-1][0] for path, _ in found]
    shown = []
    for path, node in found[:_MOST_SHOWN]:
        alone = names.count(path[-1][0]) == 1
        name = "/".join(local for local, _ in path[-1 if alone else -2 :])
        shown.append(f"{name} ({node.count})")
    return "、".join(shown)
