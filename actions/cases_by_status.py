"""被拒的那个, 平台在审的: the cases that stand where the buyer's words say."""

from __future__ import annotations

import re

from bot.aftersales.codes import CaseStatus
from bot.aftersales.views import CaseView

_WORDS: tuple[tuple[re.Pattern[str], frozenset[CaseStatus]], ...] = tuple(
    (re.compile(words), frozenset(statuses))
    for words, statuses in (
        (
            "被(?:卖家|商家|店家)?(?:拒|驳)|(?:卖家|商家|店家)(?:[不没]同意|拒绝|驳回)|没通过",
            {CaseStatus.SELLER_REJECTED},
        ),
        ("平台(?:正|还|已经)?在?(?:审|处理|看)的?|在审", {CaseStatus.PLATFORM_REVIEW}),
        ("(?:等我|待我?|要我|还没)寄", {CaseStatus.AWAITING_RETURN}),
        ("(?:等|待|还没)(?:卖家|商家|店家)?处理", {CaseStatus.PENDING_SELLER}),
    )
)


def by_status(words: str, cases: list[CaseView]) -> list[CaseView]:
    """Those of ``cases`` in the state that ``words`` name; none where they name none."""
    for pattern, statuses in _WORDS:
        if pattern.search(words):
            return [case for case in cases if case.status in statuses]
    return []
