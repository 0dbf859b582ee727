"""Plan a night as a value, and carry it out."""

from publisher.pipeline.between_nights import plan_night, push_proven
from publisher.pipeline.checking import checked
from publisher.pipeline.inventories import compare_inventory
from publisher.pipeline.night import run_night
from publisher.pipeline.plan import build_plan
from publisher.pipeline.settings import Settings

__all__ = ["Settings", "build_plan", "checked", "compare_inventory", "plan_night", "push_proven", "run_night"]
