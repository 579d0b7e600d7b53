"""What the buyer has before their eyes: the list shown last, and the case spoken of last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.case_reference import Shown
from actions.turn import message_id
from bot.aftersales.views import CaseView


def shown_in(tracker: Tracker) -> Shown:
    """What has been shown in this conversation."""
    mentioned = tracker.get_slot("case_mentioned") or {}
    return Shown(
        listed=tuple(tracker.get_slot("cases_listed") or ()), mentioned=mentioned.get("case_no")
    )


def mention(case_no: str, tracker: Tracker) -> list[EventType]:
    """The slot to set when the bot has spoken of one case."""
    return [SlotSet("case_mentioned", {"case_no": case_no, "turn": message_id(tracker)})]


def listing(cases: Sequence[CaseView]) -> list[EventType]:
    """The slot to set when the bot has listed cases."""
    return [SlotSet("cases_listed", [case.case_no for case in cases])]


def listed_just_now(tracker: Tracker) -> bool:
    """Whether cases have been listed in answer to the message at hand."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "slot" and event.get("name") == "cases_listed":
            return True
    return False


def just_mentioned(tracker: Tracker) -> str | None:
    """The case that the bot's last answer was about, if it was about one."""
    mentioned = tracker.get_slot("case_mentioned") or {}
    if mentioned.get("turn") in _latest_two(tracker):
        return str(mentioned["case_no"])
    return None


def previous_message_at(tracker: Tracker) -> datetime | None:
    """When the buyer wrote the message before this one; None when there was none."""
    current = message_id(tracker)
    for event in reversed(tracker.events):
        name = (event.get("metadata") or {}).get("message_id")
        if event.get("event") == "user" and name is not None and name != current:
            return datetime.fromtimestamp(float(event["timestamp"]), UTC)
    return None


def _latest_two(tracker: Tracker) -> set[str]:
    """The gateway's names of this message and the one before."""
    names: list[str] = []
    for event in reversed(tracker.events):
        name = (event.get("metadata") or {}).get("message_id")
        if event.get("event") == "user" and name is not None and name not in names:
            names.append(str(name))
    return set(names[:2])
