"""The first component of the pipeline: normalises each message, and its annotations with it."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

import bot.nlu.spacy_zh  # noqa: F401 (SpacyNLP, which comes next, finds our tokenizer by it)
from bot.nlu.normalisation import NormalisedText, normalise

NORMALISED = "normalised"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER], is_trainable=False)
class TextNormaliser(GraphComponent):
    """Replaces a message's text by its normalised form and keeps the way back on the message."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TextNormaliser:
        """See the parent class."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Normalise messages of buyers."""
        for message in messages:
            self._normalise(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the corpus in the same way, annotated spans included."""
        for message in training_data.training_examples:
            self._normalise(message)
        return training_data

    @staticmethod
    def _normalise(message: Message) -> None:
        text = message.get(TEXT)
        if not text:
            return
        # A chip's payload is no words: an id in it must stay the same to the letter.
        is_payload = text.startswith(INTENT_MESSAGE_PREFIX)
        normalised = (
            NormalisedText(text, tuple(range(len(text))), text) if is_payload else normalise(text)
        )
        message.set(TEXT, normalised.text)
        message.set(NORMALISED, normalised)
        entities = message.get(ENTITIES)
        if entities:
            moved = [_moved(entity, normalised) for entity in entities]
            message.set(ENTITIES, [entity for entity in moved if entity is not None])


def _moved(entity: dict[str, Any], normalised: NormalisedText) -> dict[str, Any] | None:
    span = normalised.normalised_span(entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END])
    if span is None:
        return None
    return {**entity, ENTITY_ATTRIBUTE_START: span[0], ENTITY_ATTRIBUTE_END: span[1]}
