"""The last of the extractors: values with their meaning, spans as the buyer wrote them."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.money_rules import bare_amounts
from bot.nlu.text_normaliser import NORMALISED
from bot.nlu.value_rules import find_values

RULE_EXTRACTOR = "SpacyEntityExtractor"
_OWN = "EntityValues"
_RULED = frozenset({RULE_EXTRACTOR, _OWN})
# A learned span shorter than this says nothing once a rule's span is cut off.
_SHORTEST = 2
ABOUT_AMOUNTS = frozenset({"explain_refund_amount", "modify_refund"})


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=False)
class EntityValues(GraphComponent):
    """Gives spaCy's spans their values and moves every span to the buyer's own text."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityValues:
        """See the parent class."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Fill in values; a learned span gives way to a rule's where they overlap."""
        for message in messages:
            self._complete(message)
        return messages

    @staticmethod
    def _complete(message: Message) -> None:
        entities: list[dict[str, Any]] = [*(message.get(ENTITIES) or []), *_bare_amounts(message)]
        if not entities:
            return
        meanings = {
            (value.start, value.end, value.entity): value.value
            for value in find_values(message.get(TEXT))
        }
        ruled = [entity for entity in entities if entity["extractor"] in _RULED]
        complete = []
        for entity in entities:
            start, end = entity["start"], entity["end"]
            if entity in ruled:
                entity["value"] = meanings.get((start, end, entity["entity"]), entity["value"])
            else:
                start, end = _beside(start, end, ruled)
                if end - start < _SHORTEST and (start, end) != (entity["start"], entity["end"]):
                    continue
                if entity["value"] == message.get(TEXT)[entity["start"] : entity["end"]]:
                    entity["value"] = message.get(TEXT)[start:end]
                entity["start"], entity["end"] = start, end
            complete.append(entity)
        normalised = message.get(NORMALISED)
        if normalised is not None:
            for entity in complete:
                entity["start"], entity["end"] = normalised.original_span(
                    entity["start"], entity["end"]
                )
                entity["text"] = normalised.original[entity["start"] : entity["end"]]
        message.set(ENTITIES, complete, add_to_output=True)


def _beside(start: int, end: int, ruled: list[dict[str, Any]]) -> tuple[int, int]:
    """What is left of a learned span beside the rules' spans: the longer part of it."""
    for other in ruled:
        if start < other["end"] and other["start"] < end:
            before, after = (start, max(start, other["start"])), (min(other["end"], end), end)
            start, end = max(before, after, key=lambda part: part[1] - part[0])
    return start, end


def _bare_amounts(message: Message) -> list[dict[str, Any]]:
    """Amounts that only the intent tells from other numbers: 付的199退回来171."""
    text = message.get(TEXT)
    if not text or (message.get(INTENT) or {}).get("name") not in ABOUT_AMOUNTS:
        return []
    return [
        {
            "entity": value.entity,
            "value": value.value,
            "start": value.start,
            "end": value.end,
            "extractor": _OWN,
        }
        for value in bare_amounts(text, find_values(text))
    ]
