"""What a buyer wants to change in a submitted case, heard value by value."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.cases.pending import Values
from actions.turn import Turn
from bot.aftersales.codes import Destination, Reason
from bot.aftersales.views import CaseView, RefundDraft

FIELDS = ("amount", "reason", "destination", "description")
CHANGE = "change"
_PLAIN_NUMBER = re.compile(r"^\D{0,6}?(\d{1,7}(?:\.\d{1,2})?)\s*(?:元|块钱?|圆)?\D{0,3}$")
_CHANGED_TO = re.compile(
    r"(?:改|换|变|调|降|减)[^\d]{0,8}?(?:成|到|为)\s*[¥]?\s*(\d{1,7}(?:\.\d{1,2})?)\s*(?:元|块|[^\d个件次天]|$)"
)
_DESCRIPTION = re.compile(
    r"(?:说明|描述|备注)(?!不符)(?:里|中)?(?:改成|改为|写成|写|加上|加|[::是])\s*(.{2,})"
)
_FIELD_NAMES = {
    "amount": re.compile("金额|多少钱|钱数|价格"),
    "reason": re.compile("原因|理由"),
    "destination": re.compile("去向|退到哪|退回到?哪|收款|账户"),
    "description": re.compile("说明|描述(?!不符)|备注"),
}
_LONGEST_NAME = 6
_NOT_A_DESCRIPTION = frozenset({"stop", "affirm", "deny", "request_human", "greet", "thank"})


def description_in(text: str) -> str | None:
    """What 说明改成… says."""
    match = _DESCRIPTION.search(text)
    return match[1].strip() if match else None


def heard(turn: Turn, values: Values) -> Values:
    """``values`` with every change that the message names."""
    said: Values = {}
    if takes_description(turn, values):
        return {**values, "description": turn.safe_text}
    described = None if turn.pressed else description_in(turn.safe_text)
    if described:
        said["description"] = described
    elif reason := _reason(turn):
        said["reason"] = reason
    amount = _amount(turn, values)
    if amount is not None:
        said["amount"] = amount
    destination = (turn.value("destination") or "").upper()
    if destination in Destination.__members__:
        said["destination"] = destination
    files = [one for one in turn.upload_ids if one not in values.get("evidence", [])]
    if files:
        said["evidence"] = [*values.get("evidence", []), *files]
    asked = turn.value(CHANGE) or _field_named(turn)
    if asked and not any(name in said for name in FIELDS):
        said["asked"] = asked
    return {**values, **said}


def takes_description(turn: Turn, values: Values) -> bool:
    """Whether the message is the description that was asked for."""
    waits = values.get("asked") == "description" and not turn.pressed
    return waits and not turn.asks and turn.intent not in _NOT_A_DESCRIPTION and bool(turn.text)


def takes_number(turn: Turn, values: Values) -> bool:
    """Whether the message is the amount that was asked for."""
    return values.get("asked") == "amount" and bool(_PLAIN_NUMBER.match(turn.text))


def unchanged(case: CaseView) -> RefundDraft:
    """What the case asks for now."""
    return RefundDraft(
        item_id=case.item.item_id,
        qty=case.qty,
        type=case.type,
        reason=case.reason,
        description=case.description,
        amount_fen=case.requested_fen,
        destination=case.destination,
    )


def changed(case: CaseView, values: Values) -> RefundDraft:
    """What the case would ask for."""
    now = unchanged(case)
    amount = values.get("amount")
    return replace(
        now,
        reason=Reason(values.get("reason", now.reason)),
        description=values.get("description", now.description),
        amount_fen=None if amount == "all" else now.amount_fen if amount is None else amount,
        destination=Destination(values.get("destination", now.destination)),
        evidence_ids=tuple(values.get("evidence", ())),
    )


def _reason(turn: Turn) -> str | None:
    said = (turn.value("reason") or "").upper()
    return said if said in Reason.__members__ else None


def _amount(turn: Turn, values: Values) -> int | str | None:
    said = turn.value("amount")
    if said is not None and (said == "all" or said.isdecimal()):
        return "all" if said == "all" else int(said)
    match = _PLAIN_NUMBER.match(turn.text) if takes_number(turn, values) else None
    if match is None and not turn.pressed:
        match = _CHANGED_TO.search(turn.text)
    return round(float(match[1]) * 100) if match else None


def _field_named(turn: Turn) -> str | None:
    """改一下金额, or 金额 alone: the field to be changed, where the new value is not said."""
    only_a_word = turn.intent == "inform" and len(turn.plain) <= _LONGEST_NAME and not turn.asks
    if turn.pressed or not (turn.intent == "modify_refund" or only_a_word):
        return None
    return next((name for name, named in _FIELD_NAMES.items() if named.search(turn.text)), None)
