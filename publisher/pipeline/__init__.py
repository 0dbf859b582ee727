"""Plan a night as a value, and carry it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from publisher.pipeline.between_nights import plan_night, push_proven
    from publisher.pipeline.checking import checked
    from publisher.pipeline.inventories import compare_inventory
    from publisher.pipeline.night import run_night
    from publisher.pipeline.plan import build_plan
    from publisher.pipeline.settings import Settings

__all__ = ["Settings", "build_plan", "checked", "compare_inventory", "plan_night", "push_proven", "run_night"]


def __getattr__(name: str) -> Any:
    """Import what is asked for, when it is: a worker needs the stage that it works on, not the night around it."""
    from importlib import import_module

    homes = {
        "plan_night": "between_nights",
        "push_proven": "between_nights",
        "checked": "checking",
        "compare_inventory": "inventories",
        "run_night": "night",
        "build_plan": "plan",
        "Settings": "settings",
    }
    if name not in homes:
        raise AttributeError(name)
    return getattr(import_module(f"publisher.pipeline.{homes[name]}"), name)
