"""Finds what no rule can list: the goods a buyer names, and what is wrong with them.

A linear-chain CRF over characters (word borders of jieba as features, so that a wrong cut does not
lose a span), and a classifier that reads the message as telling one of the guide's reasons or none.
A reason matters only where the buyer files or corrects something: "what if it is broken?" has none.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
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

from bot.nlu.answers import answers_in
from bot.nlu.labels import TRANSACTIONS
from bot.nlu.questions import question_beside
from bot.nlu.reason_choice import Tagged, reasons_told
from bot.nlu.reasons import FILING, NO_REASON_TOLD, REASON, ReasonReader
from bot.nlu.span_cut import cut
from bot.nlu.span_features import character_features, spans_of, tags_of
from bot.nlu.text_normaliser import TextNormaliser
from bot.nlu.told_faults import told_faults
from bot.nlu.yaml_files import fingerprint_of

PRODUCT = "product"
ENTITIES_LEARNED = (PRODUCT, REASON)
# Who corrects may name the reason that was and the one that is.
_MAY_TELL_SEVERAL = frozenset({"modify_refund", "inform"})
# What a value given to an open question may be taken for.
_ANSWERS = frozenset({"affirm", "deny", "out_of_scope", "faq_refund_reasons"})
# Short answers that tell no fault, so that a short message is not one for being short.
_NO_FAULTS = frozenset({"affirm", "deny", "stop", "faq_refund_reasons"})
_SEED = 20261126
# What is packed here need not be packed by Rasa, which takes ten times as long.
_COMPRESSION = 3
# Of the messages without goods and faults, as many teach the tagger what neither looks like.
_SILENT_SHARE = 0.3
_TAGGER_FILE, _READER_FILE = "spans.crfsuite", "reasons.joblib"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class SpanTagger(GraphComponent):
    """Extracts ``product`` and ``reason``; a reason's value is one of the guide's reasons."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``c1``/``c2``: the CRF's L1 and L2 weights; ``max_iterations`` of L-BFGS.

        ``answers``: the folder of what buyers answer, where goods and faults are marked as well;
        ``faults``: the file of faults by themselves.
        """
        return {
            "c1": 0.05,
            "c2": 0.05,
            "max_iterations": 80,
            "answers": "data/answers",
            "faults": "data/faults.yml",
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        tagger: pycrfsuite.Tagger | None = None,
        reader: ReasonReader | None = None,
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

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Answers and faults stand outside of Rasa's training data; a change trains anew."""
        return fingerprint_of(Path(config["answers"])) + fingerprint_of(Path(config["faults"]))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn spans from the annotated corpus, and readings from the reasons in it."""
        trainer = pycrfsuite.Trainer(verbose=False)
        told: list[tuple[str, str]] = []
        answers = TrainingData(answers_in(Path(self._config["answers"])))
        TextNormaliser().process_training_data(answers)
        written = [
            one for one in (*training_data.nlu_examples, *answers.intent_examples) if one.get(TEXT)
        ]
        random = Random(_SEED)
        for message in sorted(written, key=lambda one: one.get(TEXT)):
            text = message.get(TEXT)
            annotated = [
                entity
                for entity in message.get(ENTITIES) or []
                if entity["entity"] in ENTITIES_LEARNED
            ]
            reasons = [entity for entity in annotated if entity["entity"] == REASON]
            # A reason reads alike whatever was wanted, and there are few enough to learn from.
            wish = "filing" if reasons else _wish(message.get(INTENT))
            spans = [
                (*cut(text, entity["start"], entity["end"], entity["entity"]), entity["entity"])
                for entity in annotated
            ]
            if spans or random.random() < _SILENT_SHARE:
                trainer.append(character_features(text, wish), tags_of(len(text), spans))
            if wish == "filing" or message.get(INTENT) in _NO_FAULTS:
                told.append((text, reasons[-1]["value"] if reasons else NO_REASON_TOLD))
            told += [(text[one["start"] : one["end"]], one["value"]) for one in reasons]
        told += told_faults(Path(self._config["faults"]))
        trainer.set_params(
            {
                "c1": self._config["c1"],
                "c2": self._config["c2"],
                "max_iterations": self._config["max_iterations"],
                "feature.minfreq": 2,
            }
        )
        self._reader = ReasonReader.train(*zip(*told, strict=True))
        with self._storage.write_to(self._resource) as folder:
            trainer.train(str(folder / _TAGGER_FILE))
            joblib.dump(self._reader, folder / _READER_FILE, compress=_COMPRESSION)
            self._tagger = _opened(folder / _TAGGER_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the spans found to each message."""
        for message in messages:
            text = message.get(TEXT)
            intent = _heard_as(message)
            if text:
                found = message.get(ENTITIES, []) + self._spans(text, intent)
                message.set(ENTITIES, found, add_to_output=True)
        return messages

    def _spans(self, text: str, intent: str | None) -> list[dict[str, Any]]:
        if self._tagger is None or self._reader is None:
            return []
        spans = [
            (*cut(text, start, end, entity), entity)
            for start, end, entity in spans_of(
                self._tagger.tag(character_features(text, _wish(intent)))
            )
        ]
        goods = [span[:2] for span in spans if span[2] == PRODUCT and span[0] < span[1]]
        found = [_entity(PRODUCT, text[slice(*span)], *span) for span in goods]
        if intent in FILING:
            reasons = [span[:2] for span in spans if span[2] == REASON and span[0] < span[1]]
            tagged = Tagged(reasons, self._reason_shares(text))
            found += [
                _entity(REASON, reason.value, reason.start, reason.end)
                for reason in reasons_told(
                    text, tagged, self._reader, several=intent in _MAY_TELL_SEVERAL
                )
            ]
        return found

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


def _heard_as(message: Message) -> str | None:
    """The intent, as far as goods and reasons go: 不对,质量问题 answers an open question."""
    intent: str | None = (message.get(INTENT) or {}).get("name")
    is_asked = question_beside(message).slot is not None
    return "inform" if is_asked and intent in _ANSWERS else intent


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
