"""Every rule of the bot is spoken to, and every slot of every form is asked for in a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bot.chat.models import Conversation, Turn
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.running_bot import ROOT, RunningBot
from tests.stack.stock import Goods, Order

SCENARIOS = ROOT / "tests" / "scenarios"
MOST_TRIES = 6
NOT_UNDERSTOOD = "nlu_fallback"
VAGUE = ["他们那边呢", "那个咋弄的来着", "就是那个那个", "哎就是那个呀"]
# What the driver of the scenarios calls the question for a slot; a command's confirmation is one
# response a command.
QUESTIONS = {
    "refund_item": "asks_item",
    "refund_type": "asks_type",
    "refund_reason": "asks_reason",
    "refund_evidence": "asks_evidence",
    "refund_confirmed": "asks_confirmation",
    "case_confirmed": "confirm_",
}


def _rules() -> Iterator[tuple[str, str]]:
    """Each rule with each intent that it begins with; what goes on in a form has none."""
    for file in sorted((ROOT / "data" / "stories").glob("*.yml")):
        for rule in yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]:
            first = rule["steps"][0]
            for step in first.get("or", [first]):
                if "intent" in step:
                    yield rule["rule"], step["intent"]


def _sentences(intent: str) -> list[str]:
    """What the development set says for an intent, short sentences first."""
    if intent == NOT_UNDERSTOOD:
        return VAGUE
    lines: list[dict[str, Any]] = [
        line
        for file in sorted((ROOT / "tests" / "nlu" / "development").glob("*.yml"))
        for line in yaml.safe_load(file.read_text(encoding="utf-8"))
    ]
    said = [line["text"] for line in lines if line["labels"][0].replace("/", "_") == intent]
    return sorted(said, key=len)[:MOST_TRIES]


def _heard(bot: RunningBot, buyer: Buyer) -> list[str | None]:
    with bot.store.reading() as session:
        mine = select(Conversation.id).where(Conversation.buyer_id == buyer.id)
        turns = select(Turn.heard_as).where(Turn.conversation_id.in_(mine)).order_by(Turn.seq)
        return list(session.scalars(turns))


@pytest.mark.parametrize(("rule", "intent"), list(_rules()))
def test_what_begins_a_rule_is_heard_and_answered(
    bot: RunningBot, make_buyer: MakeBuyer, rule: str, intent: str
) -> None:
    for sentence in _sentences(intent):
        buyer = make_buyer(Order((Goods("护眼台灯", 18900),)))
        answer = buyer.post({"text": sentence}).json()["replies"]
        if _heard(bot, buyer) == [intent]:
            waits = buyer.conversation()["state"] == "queued"
            assert answer or waits, f"{rule}: no answer to {sentence}"
            return
    pytest.fail(f"{rule}: none of the sentences for {intent} was heard as such")


def test_every_slot_of_every_form_is_asked_for_in_a_scenario() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    slots = {slot for form in domain["forms"].values() for slot in form["required_slots"]}
    written = "".join(file.read_text(encoding="utf-8") for file in SCENARIOS.rglob("*.yml"))

    assert slots == set(QUESTIONS)
    assert not [slot for slot in slots if QUESTIONS[slot] not in written]
