"""Plan a night as a value, and carry it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.model.lazy import imported_when_asked

if TYPE_CHECKING:
    from publisher.pipeline.between_nights import plan_night, push_proven
    from publisher.pipeline.checking import checked
    from publisher.pipeline.inventories import compare_inventory
    from publisher.pipeline.night import run_night
    from publisher.pipeline.plan import build_plan
    from publisher.pipeline.settings import Settings

__all__ = ["Settings", "build_plan", "checked", "compare_inventory", "plan_night", "push_proven", "run_night"]

__getattr__ = imported_when_asked(  # a worker needs the stage that it works on, not the night around it
    __name__,
    {
        "between_nights": (
            "plan_night",
            "push_proven",
        ),
        "checking": ("checked",),
        "inventories": ("compare_inventory",),
        "night": ("run_night",),
        "plan": ("build_plan",),
        "settings": ("Settings",),
    },
)
