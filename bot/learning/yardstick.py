"""When a model is worse than the one before it: the figures that count, and how much is noise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """A figure of the development set (a share, 0 to 1) and by how much it may get worse.

    A new line moves a few judged lines either way. The tolerance is that of two to four of the
    lines the figure is made of: the fewer they are, the wider it is.
    """

    figure: str
    tolerance: float
    more_is_better: bool = True

    def is_broken(self, before: float, after: float) -> bool:
        """Whether ``after`` is worse than noise explains."""
        loss = before - after if self.more_is_better else after - before
        return loss > self.tolerance


LIMITS = (
    Limit("accuracy", 0.002),
    Limit("transaction_precision", 0.004),
    Limit("false_transactions", 0.002, more_is_better=False),
    Limit("out_of_scope_recall", 0.012),
)


def worse(before: Mapping[str, float], after: Mapping[str, float]) -> list[Limit]:
    """The limits that the figures ``after`` break."""
    return [limit for limit in LIMITS if limit.is_broken(before[limit.figure], after[limit.figure])]
