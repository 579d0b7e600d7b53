"""Whether a stored case is the one a file speaks of."""

from __future__ import annotations

from typing import Any

from bot.aftersales.importing.histories import Claimed, Happened, ImportCase
from bot.aftersales.importing.positions import Path
from bot.aftersales.importing.problems import Problem
from bot.aftersales.models import AfterSaleCase, CaseEvent
from bot.aftersales.privacy import mask_numbers

_CLAIMED = set(Claimed.model_fields)
_KEPT_AS = {"reason": "status_reason"}
"""Under which column an event's own field is kept, where the names differ."""


def case_differences(stored: AfterSaleCase, entry: ImportCase, path: Path) -> list[Problem]:
    """Everything in which the stored case differs from the file's.

    Of a case that has gone on since it was imported only the file's events are compared.
    """
    found: list[Problem] = []
    order = stored.item.order
    line = [item.id for item in order.items].index(stored.order_item_id) + 1
    for name, kept, wanted in (
        ("order_no", order.order_no, entry.order_no),
        ("line", line, entry.line),
        ("type", stored.type, entry.type),
    ):
        if kept != wanted:
            found.append(Problem((*path, name), f"differs from what is stored: {kept}"))
    if len(entry.events) > len(stored.events):
        text = f"there are {len(entry.events)}, but {len(stored.events)} are stored"
        found.append(Problem((*path, "events"), text))
    found += _differing(stored.events[0], _claim(entry), path)
    for number, (event, happened) in enumerate(zip(stored.events, entry.events, strict=False)):
        found += _event_differences(event, happened, (*path, "events", number))
    return found


def _event_differences(event: CaseEvent, happened: Happened, path: Path) -> list[Problem]:
    if event.event != happened.event:
        return [Problem((*path, "event"), f"differs from what is stored: {event.event}")]
    if event.created_at != happened.at:
        text = f"differs from what is stored: {event.created_at.isoformat()}"
        return [Problem((*path, "at"), text)]
    if isinstance(happened, Claimed):
        return _differing(event, _claim(happened), path)
    stated = happened.model_dump(exclude={"event", "at", "without_return"}, exclude_none=True)
    actor_id = stated.pop("actor_id", None)
    if actor_id not in (None, event.actor_id):
        return [Problem((*path, "actor_id"), f"differs from what is stored: {event.actor_id}")]
    return _differing(event, {_KEPT_AS.get(name, name): stated[name] for name in stated}, path)


def _claim(claimed: Claimed) -> dict[str, Any]:
    wanted = claimed.model_dump(include=_CLAIMED)
    return {**wanted, "description": mask_numbers(claimed.description)}


def _differing(event: CaseEvent, wanted: dict[str, Any], path: Path) -> list[Problem]:
    kept = {**event.payload, **event.payload["changes"]}
    return [
        Problem((*path, _field(name)), f"differs from what is stored: {kept.get(name)}")
        for name, value in wanted.items()
        if kept.get(name) != value
    ]


def _field(name: str) -> str:
    return next((field for field, kept in _KEPT_AS.items() if kept == name), name)
