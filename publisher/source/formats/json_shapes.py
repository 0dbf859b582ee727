"""What the members of JSON objects hold: objects in objects become columns of their own, lists stay lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_MOST_MEMBERS = 400
"""Names of one object beyond which they are data rather than columns."""
_PLACE = frozenset({"type", "coordinates", "geometries", "bbox", "crs"})

Path = tuple[str, ...]


@dataclass(slots=True)
class MemberShape:
    """How often a member was a text or number, a list, an object, and the members of these objects."""

    plain: int = 0
    lists: int = 0
    objects: int = 0
    members: dict[str, MemberShape] = field(default_factory=dict)

    def take(self, value: object) -> None:
        """See one more value; what is missing says nothing."""
        if isinstance(value, dict):
            self.objects += 1
            for name, inner in value.items():
                member = self.members.get(name)
                if member is None:
                    member = self.members[name] = MemberShape()
                if inner is not None:
                    member.take(inner)
        elif isinstance(value, list):
            self.lists += 1
        elif value is not None:
            self.plain += 1

    @property
    def _is_opened(self) -> bool:
        """Whether an object's members are columns: always an object, not the geometry of a place, not of data."""
        always = self.objects > 0 and not self.lists and not self.plain
        place = "type" in self.members and self.members.keys() <= _PLACE
        return always and 0 < len(self.members) <= _MOST_MEMBERS and not place

    def columns(self) -> dict[str, Path]:
        """The columns of records, by their names: `outer.inner` for an object in a record."""
        found = list(self._below((), top=True))
        names = [".".join(path) for path in found]
        if len(set(names)) != len(names):  # "a.b" beside {"a": {"b": …}}
            return {name: (name,) for name in self.members}
        return dict(zip(names, found, strict=True))

    def kept_whole(self, columns: Mapping[str, Path]) -> tuple[str, ...]:
        """The columns that hold lists, or objects as they are."""
        found = []
        for name, path in columns.items():
            shape = self
            for step in path:
                shape = shape.members[step]
            if shape.lists or (shape.objects and shape.members.keys() - _PLACE):
                found.append(name)
        return tuple(found)

    def _below(self, path: Path, *, top: bool = False) -> Iterator[Path]:
        if not top and not self._is_opened:
            yield path
            return
        for name, member in self.members.items():
            yield from member._below((*path, name))


def at(record: object, path: Path) -> object:
    """The value at a path of members; None where there is none."""
    for name in path:
        record = record.get(name) if isinstance(record, dict) else None
    return record
