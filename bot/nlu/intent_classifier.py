"""The intent classifier as a Rasa component."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.intent_model import IntentModel
from bot.nlu.own_process import own_process
from bot.nlu.several_wishes import wishes_in
from bot.nlu.text_normaliser import NORMALISED

_FILE = "intents.npz"
_SHORTEST_WITH_TWO_WISHES = 9
SEVERAL_WISHES = "several_wishes"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentClassifier(GraphComponent):
    """Ranks all intents of each message; see :class:`bot.nlu.intent_model.IntentModel`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """See :meth:`bot.nlu.intent_model.IntentModel.train`.

        ``sure``: how likely each clause must be to count as a wish of its own.
        """
        return {"penalty": 0.3, "held_out": 5, "filled": 0.5, "sure": 0.9}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """See the parent class."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """See the parent class."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, IntentModel.load(folder / _FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model to the corpus."""
        # Rasa reads files as the disk lists them; a corpus makes one model on every machine.
        examples = sorted(
            (example for example in training_data.intent_examples if example.get(TEXT)),
            key=lambda example: (example.get(INTENT), example.get(TEXT)),
        )
        with own_process() as process:
            self._model = process.submit(
                IntentModel.train,
                [example.get(TEXT) for example in examples],
                [example.get(INTENT) for example in examples],
                penalty=self._config["penalty"],
                held_out=self._config["held_out"],
                filled=self._config["filled"],
            ).result()
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and its ranking on each message."""
        for message in messages:
            ranking = self._ranking(message.get(TEXT) or "")
            best = ranking[0] if ranking else {"name": None, "confidence": 0.0}
            message.set(INTENT, best, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
            self._tell_wishes_apart(message)
        return messages

    def _tell_wishes_apart(self, message: Message) -> None:
        """Where a message holds several wishes its intent is the first, and the rest is kept."""
        text: str = message.get(TEXT) or ""
        ranking = message.get("intent_ranking")
        if len(text) < _SHORTEST_WITH_TWO_WISHES or not ranking:
            return
        wishes = wishes_in(text, ranking[0]["name"], self._likeliest, self._config["sure"])
        if not wishes:
            return
        normalised = message.get(NORMALISED)
        spans = [normalised.original_span(wish.start, wish.end) for wish in wishes]
        first = self._ranking(text[: wishes[0].end])
        message.set(INTENT, first[0], add_to_output=True)
        message.set("intent_ranking", first, add_to_output=True)
        further = [
            {"intent": wish.intent, "text": normalised.original[slice(*span)]}
            for wish, span in zip(wishes[1:], spans[1:], strict=True)
        ]
        first_words = text[: wishes[0].end]
        kept = {"until": spans[0][1], "plain": first_words, "further": further}
        message.set(SEVERAL_WISHES, kept, add_to_output=True)

    def _likeliest(self, clause: str) -> tuple[str, float]:
        best = self._ranking(clause)
        return (best[0]["name"], best[0]["confidence"]) if best else ("", 0.0)

    def _ranking(self, text: str) -> list[dict[str, Any]]:
        if self._model is None or not text.strip():
            return []
        probabilities = self._model.probabilities(text)
        best = np.argsort(probabilities)[::-1]
        return [
            {"name": self._model.labels[at], "confidence": float(probabilities[at])} for at in best
        ]
