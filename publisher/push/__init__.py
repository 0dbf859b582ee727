"""Push: bring every portal to the desired state, verified as an anonymous reader."""

from publisher.push.plan import plan
from publisher.push.portals import open_portal
from publisher.push.run import push

__all__ = ["open_portal", "plan", "push"]
