"""Finds what no rule can list: the goods a buyer names, and what is wrong with them.

A linear-chain CRF over characters (word borders of jieba as features, so that a wrong cut does not
lose a span), and a classifier that reads the message as telling one of the guide's reasons or none.
A reason matters only where the buyer files or corrects something: "what if it is broken?" has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.answers import messages_in
from bot.nlu.own_process import own_process
from bot.nlu.questions import question_beside
from bot.nlu.reason_choice import reasons_told
from bot.nlu.reasons import FILING, REASON, ReasonReader
from bot.nlu.span_cut import cut
from bot.nlu.span_training import (
    Lesson,
    Mark,
    Strength,
    kind_of_wish,
    told_in,
    train_tagger,
)
from bot.nlu.tagged_spans import TrainedTagger
from bot.nlu.text_normaliser import TextNormaliser
from bot.nlu.told_faults import told_faults
from bot.nlu.yaml_files import fingerprint_of

PRODUCT = "product"
ENTITIES_LEARNED = (PRODUCT, REASON)
# Who corrects may name the reason that was and the one that is.
_MAY_TELL_SEVERAL = frozenset({"modify_refund", "inform"})
# What a value given to an open question may be taken for.
_ANSWERS = frozenset({"affirm", "deny", "out_of_scope", "faq_refund_reasons"})
_ASKED_HOW = "refund_type"
# Who files something names it: so likely, a run of characters is goods where no span is tagged.
_LIKELY_GOODS = 0.25
_TAGGER_FILE, _READER_FILE = "spans.crfsuite", "reasons.npz"


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR], is_trainable=True)
class SpanTagger(GraphComponent):
    """Extracts ``product`` and ``reason``; a reason's value is one of the guide's reasons."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``c1``, ``c2`` and ``max_iterations``: see :class:`Strength`.

        ``answers`` and ``marked``: folders of what buyers answer, and of messages for this
        component alone, where goods and faults are marked as well; ``faults``: the file of faults
        by themselves.
        """
        return {
            "c1": 0.05,
            "c2": 0.05,
            "max_iterations": 150,
            "answers": "data/answers",
            "marked": "data/marked",
            "faults": "data/faults.yml",
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        tagger: TrainedTagger | None = None,
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
            tagger = TrainedTagger(folder / _TAGGER_FILE)
            return cls(
                config, model_storage, resource, tagger, ReasonReader.load(folder / _READER_FILE)
            )

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """These stand outside of Rasa's training data; a change trains anew."""
        return "".join(fingerprint_of(Path(config[one])) for one in ("answers", "marked", "faults"))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn spans from the annotated corpus, and readings from the reasons in it."""
        lessons = self._lessons(training_data)
        faults = told_faults(Path(self._config["faults"]))
        texts, reasons = zip(*told_in(lessons), *faults, strict=True)
        strength = Strength(self._config["c1"], self._config["c2"], self._config["max_iterations"])
        with (
            self._storage.write_to(self._resource) as folder,
            own_process() as process,
        ):
            tagging = process.submit(train_tagger, lessons, strength, folder / _TAGGER_FILE)
            self._reader = ReasonReader.train(texts, reasons)
            self._reader.save(folder / _READER_FILE)
            tagging.result()
            self._tagger = TrainedTagger(folder / _TAGGER_FILE)
        return self._resource

    def _lessons(self, training_data: TrainingData) -> list[Lesson]:
        beside = TrainingData(
            [
                *messages_in(Path(self._config["answers"])),
                *messages_in(Path(self._config["marked"])),
            ]
        )
        TextNormaliser().process_training_data(beside)
        written = [
            one for one in (*training_data.nlu_examples, *beside.intent_examples) if one.get(TEXT)
        ]
        return [_lesson(one) for one in sorted(written, key=lambda one: one.get(TEXT))]

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the spans found to each message."""
        for message in messages:
            text = message.get(TEXT)
            intent = _heard_as(message)
            if text:
                spans = self._spans(text, intent)
                if question_beside(message).slot == _ASKED_HOW:
                    spans = [one for one in spans if not _will_not_send(one, text)]
                found = message.get(ENTITIES, []) + spans
                message.set(ENTITIES, found, add_to_output=True)
        return messages

    def _spans(self, text: str, intent: str | None) -> list[dict[str, Any]]:
        if self._tagger is None or self._reader is None:
            return []
        tagged = self._tagger.tagged(text, kind_of_wish(intent), ENTITIES_LEARNED)
        goods, reasons = tagged[PRODUCT], tagged[REASON]
        spans = goods.spans
        if intent in FILING and not spans:
            overlooked = goods.overlooked(_LIKELY_GOODS)
            spans = [cut(text, *overlooked, PRODUCT)] if overlooked else []
        found = [_entity(PRODUCT, text[slice(*span)], *span) for span in spans]
        if intent in FILING:
            told = reasons_told(text, reasons, self._reader, several=intent in _MAY_TELL_SEVERAL)
            found += [_entity(REASON, one.value, one.start, one.end) for one in told]
        return found


def _entity(entity: str, value: str, start: int, end: int) -> dict[str, Any]:
    return {
        "entity": entity,
        "value": value,
        "start": start,
        "end": end,
        "extractor": "SpanTagger",
    }


def _will_not_send(found: dict[str, Any], text: str) -> bool:
    """不寄, said to "refund only, or return?", is what the buyer does, not what the seller did."""
    return found["value"] == "late_shipment" and "寄" in text[found["start"] : found["end"]]


def _lesson(message: Message) -> Lesson:
    text = message.get(TEXT)
    marks = tuple(
        Mark(
            *cut(text, entity["start"], entity["end"], entity["entity"]),
            entity["entity"],
            entity["value"],
        )
        for entity in message.get(ENTITIES) or []
        if entity["entity"] in ENTITIES_LEARNED
    )
    return Lesson(text, message.get(INTENT), marks)


def _heard_as(message: Message) -> str | None:
    """The intent, as far as goods and reasons go: 不对,质量问题 answers an open question."""
    intent: str | None = (message.get(INTENT) or {}).get("name")
    is_asked = question_beside(message).slot is not None
    return "inform" if is_asked and intent in _ANSWERS else intent
