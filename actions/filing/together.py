"""Several items in one request: each gets the type and the reason that its order allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.filing.draft import Draft
from actions.filing.taking import counterpart
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, Destination, Reason
from bot.aftersales.views import ItemOptions, Overview, RefundDraft

EVIDENCE_MISSING = "EVIDENCE_MISSING"


@dataclass(frozen=True)
class Possible:
    """What one or several items leave to choose from, together."""

    titles: tuple[str, ...]
    types: tuple[CaseType, ...]
    reasons: tuple[Reason, ...]


def possible(options: Sequence[ItemOptions], draft: Draft) -> Possible:
    """The types of any of the items, and the reasons of any of them under the draft's type."""
    types = dict.fromkeys(kind for one in options for kind in one.types)
    reasons = dict.fromkeys(
        reason for one in options for reason in one.reasons.get(_type_for(one, draft), ())
    )
    return Possible(tuple(one.item.title for one in options), tuple(types), tuple(reasons))


def drafts_of(options: Sequence[ItemOptions], draft: Draft) -> tuple[RefundDraft, ...]:
    """One draft an item, of all that is left of it.

    Raises:
        ValueError: type or reason is not known yet.
    """
    if draft.type is None or draft.reason is None:
        raise ValueError("the draft is not complete")
    return tuple(
        RefundDraft(
            item_id=one.item.item_id,
            qty=max(1, one.item.refundable_qty),
            type=_type_for(one, draft),
            reason=_reason_for(one, draft),
            description=draft.description or "",
            destination=Destination(draft.destination or Destination.ORIGINAL),
            evidence_ids=tuple(draft.evidence or draft.uploads or ()),
        )
        for one in options
    )


def lacks_evidence(overview: Overview) -> bool:
    """Whether an item is kept back by nothing but missing evidence."""
    return any(
        [refusal.code for refusal in quote.refusals] == [EVIDENCE_MISSING]
        for quote in overview.refused
    )


def options_of(door: BuyerDoor, buyer_id: str, draft: Draft) -> list[ItemOptions]:
    """What the rules leave for each item of the draft, in its order."""
    return [door.options(buyer_id, item) for item in draft.items]


def _type_for(options: ItemOptions, draft: Draft) -> CaseType:
    wanted = CaseType(draft.type) if draft.type else None
    if wanted is not None and (wanted in options.types or not options.types):
        return wanted
    return options.types[0] if options.types else CaseType.REFUND_ONLY


def _reason_for(options: ItemOptions, draft: Draft) -> Reason:
    wanted = Reason(draft.reason or Reason.OTHER)
    allowed = options.reasons.get(_type_for(options, draft), ())
    other = counterpart(wanted)
    return other if other is not None and wanted not in allowed and other in allowed else wanted
