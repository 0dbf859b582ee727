"""Plan a night as a value, and carry it out."""

from publisher.pipeline.checking import check_workspace
from publisher.pipeline.events import Event, searching
from publisher.pipeline.plan import build_plan
from publisher.pipeline.run import Settings, run_night

__all__ = ["Event", "Settings", "build_plan", "check_workspace", "run_night", "searching"]
