"""Push: bring every portal to the desired state, verified as an anonymous reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.push.base import Portal
    from publisher.push.portals import open_portal
    from publisher.push.run import push

__all__ = ["Portal", "open_portal", "push"]

__getattr__ = imported_when_asked(  # what is only planned asks no web server
    __name__, {"base": ("Portal",), "portals": ("open_portal",), "run": ("push",)}
)
