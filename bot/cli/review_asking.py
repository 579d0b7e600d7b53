"""The review on a terminal: one group after another, a label for each."""

from __future__ import annotations

from bot.cli.review_lines import group_lines
from bot.learning.errors import UnknownLabelError
from bot.learning.review import Review, ReviewGroup

_HELP = (
    "1-3: that guess · y: the one marked maybe · a label's name · i: ignore · Enter: next · q: end"
)


def ask_about(review: Review, days: int, by: str) -> None:
    """Ask about each group until there is none left or the operator ends."""
    groups = review.groups(days)
    print(f"{len(groups)} groups\n{_HELP}")
    for group in groups:
        print("\n".join(group_lines(group)))
        if not _decided(review, group, by):
            break
    print(f"{len(review.pending())} lines labelled; `python -m bot review apply` teaches them")


def _decided(review: Review, group: ReviewGroup, by: str) -> bool:
    """Ask until the answer makes sense; False ends the review."""
    while True:
        try:
            answer = input("label? ").strip()
        except EOFError:
            return False
        if answer in {"", "q"}:
            return answer == ""
        if answer == "i":
            review.ignore([group.message_id], by)
            return True
        label = _label(group, answer)
        try:
            review.label([group.message_id], label, by)
        except UnknownLabelError:
            print(f"{label}: no such label (`review labels` lists them). {_HELP}")
            continue
        return True


def _label(group: ReviewGroup, answer: str) -> str:
    guesses = [name for name, _ in group.heard.likeliest]
    if answer.isdigit() and 1 <= int(answer) <= len(guesses):
        return guesses[int(answer) - 1]
    if answer == "y" and group.hint:
        return group.hint
    return answer
