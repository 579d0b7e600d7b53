"""Amounts line by line: the summary to confirm and the explanation of a refund."""

from __future__ import annotations

from actions.speech import Card
from bot.aftersales.codes import LineCode
from bot.aftersales.views import CaseView, Explanation, Quote
from bot.cards.cases import field
from bot.cards.figures import payout
from bot.words import Words


def destination_words(explanation: Explanation, words: Words) -> str:
    """Where the money goes, by name: 原路退回(微信) or 钱包余额."""
    name = f"utter_destination_{explanation.destination.lower()}"
    method = explanation.payment_method
    paid_with = words.say(f"utter_method_{method.lower()}") if method else ""
    return words.say(name, method=paid_with)


def summary_card(quote: Quote, words: Words) -> Card:
    """Everything that will be submitted, to be confirmed."""
    draft, item = quote.draft, quote.item
    fields = [
        field("item", f"{item.title} {item.attrs}".strip(), words),
        field("order_no", item.order_no, words),
        field("qty", str(draft.qty), words),
        field("type", words.say(f"utter_type_{draft.type.lower()}"), words),
        field("reason", words.say(f"utter_reason_{draft.reason.lower()}"), words),
        field("destination", destination_words(quote.explanation, words), words),
    ]
    if draft.evidence_ids:
        fields.append(field("evidence", str(len(draft.evidence_ids)), words))
    if quote.freight_payer:
        payer = words.say(f"utter_freight_payer_{quote.freight_payer.lower()}")
        fields.append(field("freight_payer", payer, words))
    return {
        "kind": "summary",
        "title": words.say("utter_title_summary"),
        "fields": fields,
        **_sum(quote.explanation, words),
    }


def amount_card(explanation: Explanation, case: CaseView | None, words: Words) -> Card:
    """Every fen of an amount, then what comes back besides money, where it goes and when."""
    fields = [field("destination", destination_words(explanation, words), words)]
    if case is not None:
        fields.insert(0, field("case_no", case.case_no, words))
    if explanation.points_returned:
        fields.append(field("points_returned", str(explanation.points_returned), words))
    if explanation.coupon_returned:
        fields.append(field("coupon", words.say("utter_coupon_returned"), words))
    if explanation.payout:
        fields.append(field("payout", payout(explanation.payout, words), words))
    return {
        "kind": "amount",
        "title": words.say("utter_title_amount"),
        "fields": fields,
        **_sum(explanation, words),
    }


def _sum(explanation: Explanation, words: Words) -> Card:
    lines = [
        {"label": words.say(f"utter_line_{line.code.lower()}"), "fen": line.fen}
        for line in explanation.lines
        if line.code is not LineCode.REFUND
    ]
    total = {"label": words.say("utter_line_refund"), "fen": explanation.refund_fen}
    return {"lines": lines, "total": total}
