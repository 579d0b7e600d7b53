"""When the bot asks instead of guessing.

A message is not understood when no intent is likely, when two are equally likely, or when a
transaction leads but is not likely enough itself, or it is not likely enough that *any* transaction
was meant: between two transactions the bot may choose sooner, since it confirms before it writes,
but a question must not become a filing. A mere value (退货退款) is no question, so that it speaks
for a transaction as well. A yes to a summary is written into the store: it must be likely. So must
it be that something is no business of the bot, before it says so.
``docs/nlu.md`` says how the thresholds were chosen.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.labels import AFFIRM, INFORM, OUT_OF_SCOPE, TRANSACTIONS
from bot.nlu.questions import CONFIRMED, question_beside


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class Doubt(FallbackClassifier):  # type: ignore[misc]
    """Rasa's fallback, and a threshold on the probability that some transaction was meant."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """What a transaction must reach beside Rasa's own thresholds.

        ``transactions``: least sum of all transactions' probabilities; ``leading``: least
        probability of the one that leads; ``yes``: least probability of a yes to a summary;
        ``foreign``: least probability of other business.
        """
        own = {"transactions": 0.8, "leading": 0.65, "yes": 0.6, "foreign": 0.6}
        return {**FallbackClassifier.get_default_config(), **own}

    def _should_fallback(self, message: Message) -> bool:
        if super()._should_fallback(message):
            return True
        best = message.get(INTENT)
        if best["name"] == AFFIRM and question_beside(message).slot in CONFIRMED:
            return bool(best["confidence"] < self.component_config["yes"])
        if best["name"] == OUT_OF_SCOPE:
            return bool(best["confidence"] < self.component_config["foreign"])
        if best["name"] not in TRANSACTIONS:
            return False
        if best["confidence"] < self.component_config["leading"]:
            return True
        meant = sum(
            ranked["confidence"]
            for ranked in message.get("intent_ranking")
            if ranked["name"] in TRANSACTIONS or ranked["name"] == INFORM
        )
        return bool(meant < self.component_config["transactions"])
