"""What the bot has just asked decides between readings: 嗯, 第二个, 顺丰 and a number, 不要了.

Rasa's NLU sees a message alone; :mod:`bot.nlu.rasa_patches` puts the open question beside it, and
this component weighs the ranking with it before doubt is judged. It learns how from
``data/answers``, one file a question; without a question nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.constants import INTENT_MESSAGE_PREFIX
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.answer_model import SOMETHING_ELSE, AnswerModel
from bot.nlu.answers import beside, read_answers
from bot.nlu.intent_classifier import SEVERAL_WISHES
from bot.nlu.own_process import own_process
from bot.nlu.questions import CONFIRMED, Question, question_beside
from bot.nlu.yaml_files import fingerprint_of

_FILE = "answers.npz"
_RANKED = 10
Ranking = list[dict[str, Any]]
# How much the reader of answers counts beside the one that knows no question, and how likely any
# answer is at least for the latter. Chosen on conversations, and on wishes and questions of the
# guide said amid a form.
_HEARD_AS_ANSWER, _FLOOR = 0.7, 0.05
# What denies a yes when it is said alone: 得了得了不退了.
_OBJECTIONS = frozenset({"deny", "stop", "cancel_refund", "modify_refund", "apply_exchange"})


def weigh(ranking: Ranking, answers: Mapping[str, float], asked: Question) -> Ranking:
    """``ranking`` after a question: both readers are heard, the one for answers more.

    Args:
        ranking: intents and their confidences, as a message without a question has them.
        answers: the probability of each answer, and of :data:`SOMETHING_ELSE`.
        asked: the question; a yes to a summary is doubted where the words alone say the contrary.
    """
    alone = {one["name"]: float(one["confidence"]) for one in ranking}
    others = sum(share for name, share in alone.items() if name not in answers)
    objection = sum(alone.get(label, 0.0) for label in _OBJECTIONS - {asked.wish})
    doubted = {"affirm": 1.0 - min(objection, 1.0)} if asked.slot in CONFIRMED else {}
    weights = {
        kind: _both(likely * doubted.get(kind, 1.0), alone.get(kind, 0.0) + _FLOOR)
        for kind, likely in answers.items()
        if kind != SOMETHING_ELSE
    }
    something_else = _both(answers[SOMETHING_ELSE], others)
    total = sum(weights.values()) + something_else
    weighed = [
        {
            **one,
            "confidence": weights[one["name"]] / total
            if one["name"] in weights
            else something_else * one["confidence"] / (others or 1.0) / total,
        }
        for one in ranking
    ]
    return sorted(weighed, key=lambda one: -one["confidence"])


def _both(as_answer: float, alone: float) -> float:
    return as_answer**_HEARD_AS_ANSWER * alone ** (1.0 - _HEARD_AS_ANSWER)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class Context(GraphComponent):
    """Weighs the intent ranking by the question that stands open, and keeps its head."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``answers``: the folder of what buyers answer; the rest see :meth:`AnswerModel.train`.

        ``beside``: how many lines of each intent of the corpus are learnt as no answer.
        """
        return {"answers": "data/answers", "penalty": 0.5, "held_out": 5, "beside": 60}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: AnswerModel | None = None,
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
    ) -> Context:
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
    ) -> Context:
        """See the parent class."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, AnswerModel.load(folder / _FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """The answers stand outside of Rasa's training data; who changes them trains anew."""
        return fingerprint_of(Path(config["answers"]))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn what buyers answer."""
        answers = read_answers(Path(self._config["answers"]))
        corpus = [
            (one.get(TEXT), one.get(INTENT))
            for one in training_data.intent_examples
            if one.get(TEXT)
        ]
        others = beside(corpus, sorted({one.asked.slot for one in answers}), self._config["beside"])
        with own_process() as process:
            self._model = process.submit(
                AnswerModel.train,
                [*answers, *others],
                self._config["penalty"],
                self._config["held_out"],
            ).result()
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder / _FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the intent and its ranking anew on each message; a chip's payload is left alone."""
        for message in messages:
            text: str = message.get(TEXT) or ""
            if text.startswith(INTENT_MESSAGE_PREFIX):
                continue
            ranking = message.get("intent_ranking") or []
            weighed = self._weighed(text, ranking, message)[:_RANKED]
            if weighed:
                message.set(INTENT, weighed[0], add_to_output=True)
            message.set("intent_ranking", weighed, add_to_output=True)
        return messages

    def _weighed(self, text: str, ranking: Ranking, message: Message) -> Ranking:
        asked = question_beside(message)
        if self._model is None or asked.slot is None or not ranking:
            return ranking
        first_wish = (message.get(SEVERAL_WISHES) or {"plain": text})["plain"]
        return weigh(ranking, self._model.probabilities(first_wish, asked), asked)
