"""After the first wish of a message come the others, in order: none is lost, none interrupts.

What can be answered at once goes back to the gateway, which puts it to the bot as the next words of
the same turn. A wish that needs a form of its own waits until the open one is done.
"""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.besides import besides
from actions.turn import Turn

WAITING = "wishes_waiting"
"""The slot with the buyer's words for each wish that waits for the open form."""

_OPENS_A_FORM = frozenset(
    {
        "apply_refund",
        "cancel_refund",
        "modify_refund",
        "apply_intervention",
        "submit_return_tracking",
    }
)


def go_on(
    turn: Turn, tracker: Tracker, events: list[EventType], dispatcher: CollectingDispatcher
) -> list[EventType]:
    """Hand on what the message wants besides; the events with what has to wait."""
    if any(_sets_waiting(event) for event in events):
        return events
    before: list[str] = list(tracker.get_slot(WAITING) or [])
    further = besides(turn)
    form_is_open = _leaves_a_form_open(turn, events)
    later = [wish.text for wish in further if form_is_open and wish.intent in _OPENS_A_FORM]
    now = [wish.text for wish in further if wish.text not in later]
    waiting = list(dict.fromkeys([*before, *later]))
    if waiting and not form_is_open and not now:
        now.append(waiting.pop(0))
    if now:
        dispatcher.utter_message(json_message={"further": now})
    return events if waiting == before else [*events, SlotSet(WAITING, waiting or None)]


def none_waits() -> EventType:
    """The buyer drops everything: nothing waits any more."""
    return SlotSet(WAITING, None)


def _leaves_a_form_open(turn: Turn, events: list[EventType]) -> bool:
    for event in reversed(events):
        if event.get("event") == "active_loop":
            return bool(event.get("name"))
        if event.get("event") == "followup":
            return True
    return turn.active_form is not None


def _sets_waiting(event: EventType) -> bool:
    return bool(event.get("event") == "slot" and event.get("name") == WAITING)
