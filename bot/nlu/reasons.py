"""What is wrong with an order: which of the guide's reasons the buyer's words mean."""

from __future__ import annotations

from collections.abc import Sequence

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from bot.nlu.concepts import concepts
from bot.nlu.value_rules import find_values

REASON = "reason"
# Where the buyer files or corrects something; "what if it is broken?" has no reason.
FILING = frozenset({"apply_refund", "apply_exchange", "modify_refund", "inform"})
_MEANT_BY = {
    "broken": "quality",
    "wrong_item": "not_as_described",
    "not_received": "not_received",
    "late_shipment": "late_shipment",
    "not_fit": "no_reason",
}


def reason_reader(texts: Sequence[str], reasons: Sequence[str]) -> Pipeline:
    """A classifier from the words of a reason to the guide's reason, fitted to annotated ones."""
    reader = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=300, class_weight="balanced"),
    )
    return reader.fit(texts, reasons)


def reason_by_idea(text: str) -> tuple[int, int, str] | None:
    """Start, end and meaning of the first wording in ``text`` that always tells a fault."""
    at = 0
    for sign, length in concepts().spans(text, find_values(text)):
        reason = _MEANT_BY.get(concepts().name(sign) or "")
        if reason is not None:
            return at, at + length, reason
        at += length
    return None
