"""Finds what no rule can list: the goods a buyer names, and what is wrong with them.

A linear-chain CRF over characters (word borders of jieba as features, so that a wrong cut does not
lose a span), and a small classifier that reads a reason's span as one of the guide's reasons.
A reason matters only where the buyer files or corrects something: "what if it is broken?" has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import joblib
import pycrfsuite
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.pipeline import Pipeline

from bot.nlu.labels import TRANSACTIONS
from bot.nlu.reasons import FILING, REASON, reason_by_idea, reason_reader
from bot.nlu.span_features import character_features, likeliest_span, spans_of, tags_of

ENTITIES_LEARNED = ("product", REASON)
_LIKELY = 0.3
_TAGGER_FILE, _READER_FILE = "spans.crfsuite", "reasons.joblib"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class SpanTagger(GraphComponent):
    """Extracts ``product`` and ``reason``; a reason's value is one of the guide's reasons."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``c1``/``c2``: the CRF's L1 and L2 weights; ``max_iterations`` of L-BFGS."""
        return {"c1": 0.05, "c2": 0.01, "max_iterations": 60}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        tagger: pycrfsuite.Tagger | None = None,
        reader: Pipeline | None = None,
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._tagger = tagger
        self._reader = reader

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SpanTagger:
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
    ) -> SpanTagger:
        """See the parent class."""
        with model_storage.read_from(resource) as folder:
            tagger = _opened(folder / _TAGGER_FILE)
            return cls(config, model_storage, resource, tagger, joblib.load(folder / _READER_FILE))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn spans from the annotated corpus, and readings from the reasons in it."""
        trainer = pycrfsuite.Trainer(verbose=False)
        reason_texts, reason_values = [], []
        for message in training_data.nlu_examples:
            text = message.get(TEXT)
            if not text:
                continue
            intent, annotated = message.get(INTENT), message.get(ENTITIES) or []
            spans = [
                (entity["start"], entity["end"], entity["entity"])
                for entity in annotated
                if _is_learned(entity["entity"], intent)
            ]
            features = character_features(text, _wish(intent))
            trainer.append(features, tags_of(len(text), spans))
            for entity in annotated:
                if entity["entity"] == REASON:
                    reason_texts.append(text[entity["start"] : entity["end"]])
                    reason_values.append(entity["value"])
        trainer.set_params(
            {
                "c1": self._config["c1"],
                "c2": self._config["c2"],
                "max_iterations": self._config["max_iterations"],
                "feature.minfreq": 2,
            }
        )
        self._reader = reason_reader(reason_texts, reason_values)
        with self._storage.write_to(self._resource) as folder:
            trainer.train(str(folder / _TAGGER_FILE))
            joblib.dump(self._reader, folder / _READER_FILE)
            self._tagger = _opened(folder / _TAGGER_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the spans found to each message."""
        for message in messages:
            text = message.get(TEXT)
            intent = (message.get(INTENT) or {}).get("name")
            if text:
                found = message.get(ENTITIES, []) + self._spans(text, intent)
                message.set(ENTITIES, found, add_to_output=True)
        return messages

    def _spans(self, text: str, intent: str | None) -> list[dict[str, Any]]:
        if self._tagger is None or self._reader is None:
            return []
        features = character_features(text, _wish(intent))
        found = [
            _entity(entity, text[start:end], start, end)
            for start, end, entity in spans_of(self._tagger.tag(features))
            if _is_learned(entity, intent)
        ]
        reasons = [entity for entity in found if entity["entity"] == REASON]
        for entity in reasons:
            entity["value"] = str(self._reader.predict([entity["value"]])[0])
        if intent in FILING and not reasons:
            found += self._unsure_reason(text)
        return found

    def _unsure_reason(self, text: str) -> list[dict[str, Any]]:
        """The likeliest reason where the best tags have none: asking costs the buyer a turn."""
        span = likeliest_span(self._reason_shares(text), _LIKELY)
        if span is not None:
            value = str(self._reader.predict([text[slice(*span)]])[0])
            return [_entity(REASON, value, *span)]
        known = reason_by_idea(text)
        return [] if known is None else [_entity(REASON, known[2], known[0], known[1])]

    def _reason_shares(self, text: str) -> list[float]:
        """For each character of the text tagged last, how likely it belongs to a reason."""
        tags = [tag for tag in self._tagger.labels() if tag.endswith(REASON)]
        return [sum(self._tagger.marginal(tag, at) for tag in tags) for at in range(len(text))]


def _entity(entity: str, value: str, start: int, end: int) -> dict[str, Any]:
    return {
        "entity": entity,
        "value": value,
        "start": start,
        "end": end,
        "extractor": "SpanTagger",
    }


def _is_learned(entity: str, intent: str | None) -> bool:
    return entity in ENTITIES_LEARNED and (entity != REASON or intent in FILING)


def _wish(intent: str | None) -> str:
    if intent in FILING:
        return "filing"
    return "transaction" if intent in TRANSACTIONS else "other"


class _Tagger(pycrfsuite.Tagger):  # type: ignore[misc]
    """A tagger that keeps its model's bytes alive: the library only points at them."""

    content: bytes


def _opened(path: Path) -> _Tagger:
    tagger = _Tagger()
    tagger.content = path.read_bytes()
    tagger.open_inmemory(tagger.content)
    return tagger
