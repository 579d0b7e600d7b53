"""Where a model errs: by persona, by the border that was crossed, and how far to trust it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.nlu.development import Answer, Utterance, accuracy_by_persona
from bot.nlu.labels import NOT_UNDERSTOOD, OUT_OF_SCOPE, TRANSACTIONS
from bot.nlu.tables import table

_GROUPS, _BINS = 3, 10
_CLOSE = (
    ("cancel, stop or deny", {"cancel_refund", "stop", "deny"}),
    ("urge, ask or complain", {"urge_refund", "query_refund_status", "complain"}),
    ("a value or a wish", {"inform", "apply_refund", "submit_return_tracking", "query_order"}),
)


def border(wanted: str, given: str) -> str:
    """The name of the border between two labels."""
    both = {wanted, given}
    if OUT_OF_SCOPE in both:
        return "ours taken for foreign" if given == OUT_OF_SCOPE else "foreign taken for ours"
    for name, labels in _CLOSE:
        if both <= labels:
            return name
    questions = sum(label.startswith("faq_") for label in both)
    if questions == len(both):
        return "one question of the guide or another"
    if questions and both & TRANSACTIONS:
        return "general question or own case"
    if both <= TRANSACTIONS:
        return "one transaction or another"
    return "dialogue act or wish"


def error_analysis(lines: Sequence[Utterance], answers: Sequence[Answer]) -> str:
    """Tables by persona and border, and the biggest groups with what is in them."""
    wrong = [
        (line.labels[0], answer.best, answer.intent)
        for line, answer in zip(lines, answers, strict=True)
        if answer.best not in line.labels
    ]
    personas = [
        [persona, str(count), f"{share:.3f}"]
        for persona, (count, share) in accuracy_by_persona(lines, answers).items()
    ]
    borders = Counter(border(wanted, given) for wanted, given, _ in wrong)
    asked = Counter(
        border(wanted, given) for wanted, given, acted in wrong if acted == NOT_UNDERSTOOD
    )
    rows = [
        [name, str(count), f"{count / len(lines):.2%}", str(asked[name])]
        for name, count in borders.most_common()
    ]
    groups = [
        f"{number}. **{name}**: {count} of {len(wrong)} errors; mostly {_commonest(wrong, name)}"
        for number, (name, count) in enumerate(borders.most_common(_GROUPS), start=1)
    ]
    return "\n\n".join(
        (
            table(("persona", "messages", "right"), personas),
            table(("border", "errors", "of all messages", "asked instead of guessed"), rows),
            "The three biggest groups of errors:\n\n" + "\n".join(groups),
            _calibration(lines, answers),
        )
    )


def _commonest(wrong: Sequence[tuple[str, str, str]], name: str) -> str:
    pairs = Counter((wanted, given) for wanted, given, _ in wrong if border(wanted, given) == name)
    return ", ".join(
        f"`{wanted}` read as `{given}` ({times})" for (wanted, given), times in pairs.most_common(4)
    )


def _calibration(lines: Sequence[Utterance], answers: Sequence[Answer]) -> str:
    """How far the share of right answers is from their confidence, in ten bins."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for line, answer in zip(lines, answers, strict=True):
        place = min(int(answer.confidence * _BINS), _BINS - 1)
        bins.setdefault(place, []).append((answer.confidence, answer.best in line.labels))
    error = 0.0
    rows = []
    for place, found in sorted(bins.items()):
        confidence = sum(sure for sure, _ in found) / len(found)
        right = sum(hit for _, hit in found) / len(found)
        error += abs(confidence - right) * len(found) / len(lines)
        rows.append([f"{place / _BINS:.1f}–", str(len(found)), f"{confidence:.3f}", f"{right:.3f}"])
    heads = ("confidence", "messages", "mean confidence", "right")
    return f"Expected calibration error: {error:.3f}.\n\n{table(heads, rows)}"
