"""What is wrong with an order: which of the guide's reasons the buyer's words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from bot.nlu.concepts import concepts
from bot.nlu.faults import faults_in, with_signs
from bot.nlu.value_rules import find_values

REASON, NO_REASON_TOLD = "reason", "none"
# Where the buyer files or corrects something; "what if it is broken?" has no reason.
FILING = frozenset({"apply_refund", "apply_exchange", "modify_refund", "inform"})


@dataclass(frozen=True)
class ReasonReader:
    """Reads messages, and parts of messages, as the reason they tell or as telling none."""

    model: Pipeline

    @classmethod
    def train(cls, texts: Sequence[str], reasons: Sequence[str]) -> ReasonReader:
        """Fit to whole messages and to the annotated words alone.

        Args:
            texts: normalised messages and spans.
            reasons: for each the guide's reason, or ``NO_REASON_TOLD``.
        """
        features = make_union(
            _grams(_lower, 4), _grams(_ideas, 3), _grams(with_signs, 3), _words(_told)
        )
        model = LogisticRegression(C=10.0, max_iter=400)
        return cls(make_pipeline(features, model).fit(texts, reasons))

    def shares(self, text: str) -> dict[str, float]:
        """How likely each reason is, and ``NO_REASON_TOLD``; the sum is 1."""
        return dict(zip(self.model.classes_, self.model.predict_proba([text])[0], strict=True))

    def likeliest(self, text: str) -> str:
        """The likeliest reason, given that ``text`` tells one."""
        shares = self.shares(text)
        return max(set(shares) - {NO_REASON_TOLD}, key=lambda reason: (shares[reason], reason))


def _grams(read: object, longest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        preprocessor=read, analyzer="char", ngram_range=(1, longest), sublinear_tf=True, min_df=2
    )


def _words(read: object) -> TfidfVectorizer:
    return TfidfVectorizer(preprocessor=read, token_pattern=r"\S+", use_idf=False)


def _lower(text: str) -> str:
    return text.casefold()


def _ideas(text: str) -> str:
    folded = text.casefold()
    return concepts().read(folded, find_values(folded))


def _told(text: str) -> str:
    """The reasons that the text's wordings speak for, the first and the last marked."""
    reasons = [fault.reason for fault in faults_in(text)]
    if not reasons:
        return "nothing"
    return " ".join([*set(reasons), f"first_{reasons[0]}", f"last_{reasons[-1]}"])
