"""What the bot has just asked decides between readings: 嗯, 第二个, 顺丰 and a number, 不要了.

Rasa's NLU sees a message alone; :mod:`bot.nlu.rasa_patches` puts the open question beside it, and
this component weighs the ranking with it before doubt is judged. The weights stand in
``context.yml``; without a question nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

ASKED = "asked"
_FILE = Path(__file__).with_name("context.yml")
_RANKED = 10
_CONFIRMED = "case_confirmed"
Ranking = list[dict[str, Any]]


@dataclass(frozen=True)
class Question:
    """The slot that the bot asked for, and the command of the case form; None: no question."""

    slot: str | None
    wish: str | None = None


@lru_cache(maxsize=1)
def _weights() -> dict[str, Any]:
    weights: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return weights


def weigh(ranking: Ranking, question: Question) -> Ranking:
    """``ranking`` after ``question``: most likely first, confidences of the same sum."""
    if question.slot is None or not ranking:
        return ranking
    weights = _weights()
    factors = (
        weights["any_question"],
        weights["questions"].get(question.slot, {}),
        weights["wishes"].get(question.wish, {}),
    )
    weighed = []
    for one in ranking:
        confidence = one["confidence"]
        for factor in factors:
            confidence *= factor.get(one["name"], 1.0)
        weighed.append({**one, "confidence": confidence})
    before = sum(one["confidence"] for one in ranking)
    scale = before / (sum(one["confidence"] for one in weighed) or 1.0)
    scaled = [{**one, "confidence": one["confidence"] * scale} for one in weighed]
    return sorted(scaled, key=lambda one: -one["confidence"])


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Context(GraphComponent):
    """Weighs the intent ranking by the question that stands open, and keeps its head."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Context:
        """See the parent class."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and its ranking anew on each message; a chip's payload is left alone."""
        for message in messages:
            ranking = message.get("intent_ranking") or []
            if (message.get(TEXT) or "").startswith(INTENT_MESSAGE_PREFIX):
                continue
            weighed = weigh(ranking, question_beside(message))[:_RANKED]
            if weighed:
                message.set(INTENT, weighed[0], add_to_output=True)
            message.set("intent_ranking", weighed, add_to_output=True)
        return messages


def open_question(slots: Mapping[str, Any]) -> Question:
    """What the bot waits for, read from a conversation's slots.

    The case form has one slot to fill and asks for three things: which case, what the command
    needs, and at last, when there is something to confirm, the confirmation.
    """
    slot, wish = slots.get("requested_slot"), slots.get("case_wish")
    if slot == _CONFIRMED and not slots.get("case_digest"):
        slot = "case_values" if slots.get("case_chosen") else "case_chosen"
    return Question(slot, wish)


def question_beside(message: Message) -> Question:
    """The question that was put on the message's metadata; none for a message that came alone."""
    asked = (message.get("metadata") or {}).get(ASKED) or {}
    return Question(asked.get("slot"), asked.get("wish"))
