"""The summary of several items: what can be refunded, what cannot and why, and the total."""

from __future__ import annotations

from actions.cards.amounts import destination_words
from actions.figures import spoken
from actions.speech import Card
from bot.aftersales.views import Overview, Quote
from bot.cards.cases import field
from bot.words import Words


def overview_card(overview: Overview, words: Words) -> Card:
    """Everything that will be submitted together, to be confirmed."""
    fields = [_kind(quote, words) for quote in overview.quotes]
    if overview.quotes:
        destination = destination_words(overview.quotes[0].explanation, words)
        fields.append(field("destination", destination, words))
        if evidence := overview.quotes[0].draft.evidence_ids:
            fields.append(field("evidence", str(len(evidence)), words))
    fields += [_refusal(quote, words) for quote in overview.refused]
    return {
        "kind": "summary",
        "title": words.say("utter_title_overview"),
        "fields": fields,
        "lines": [
            {"label": _name(quote, quote.draft.qty), "fen": quote.explanation.refund_fen}
            for quote in overview.quotes
        ],
        "total": {"label": words.say("utter_line_refund"), "fen": overview.total_fen},
    }


def why_not(quote: Quote, words: Words) -> str:
    """The sentence for the first thing that stands against an item."""
    refusal = quote.refusals[0]
    response = f"utter_refused_{refusal.code.lower()}"
    name = response if words.has(response) else "utter_refused_other"
    return words.say(name, **spoken(refusal.params, words))


def _kind(quote: Quote, words: Words) -> dict[str, str]:
    kind = words.say(f"utter_type_{quote.draft.type.lower()}")
    reason = words.say(f"utter_reason_{quote.draft.reason.lower()}")
    said = f"{kind} · {reason} · {quote.item.order_no}"
    return {"label": _name(quote, quote.draft.qty), "value": said}


def _refusal(quote: Quote, words: Words) -> dict[str, str]:
    label = words.say("utter_label_cannot", item=_name(quote, 1))
    return {"label": label, "value": why_not(quote, words)}


def _name(quote: Quote, qty: int) -> str:
    title = f"{quote.item.title} {quote.item.attrs}".strip()
    return f"{title} ×{qty}" if qty > 1 else title
