"""Push: bring every portal to the desired state, verified as an anonymous reader."""

from publisher.push.base import Portal
from publisher.push.plan import plan
from publisher.push.portals import open_portal
from publisher.push.preview import preview
from publisher.push.run import push

__all__ = ["Portal", "open_portal", "plan", "preview", "push"]
