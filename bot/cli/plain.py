"""Messages and their cards as lines of plain text."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import JsonValue

from bot.aftersales.money import format_fen
from bot.gateway.schemas import ChipOut, MessageOut

_DONE = {"done": "●", "current": "◉", "todo": "○"}


def lines_of(message: MessageOut) -> list[str]:
    """The message's text and card; its chips are listed by whoever can number them."""
    text = message.text.splitlines() if message.text else []
    return [*text, *(_card_lines(message.card) if message.card else [])]


def chips_of(message: MessageOut) -> list[ChipOut]:
    """Everything that can be tapped in the message, those inside its card first."""
    card = message.card or {}
    entries = [*_entries(card, "items"), *_entries(card, "orders")]
    inside = [entry["chip"] for entry in entries if isinstance(entry.get("chip"), dict)]
    return [*(ChipOut.model_validate(chip) for chip in inside), *message.chips]


def _card_lines(card: dict[str, JsonValue]) -> Iterator[str]:
    if card.get("title"):
        yield f"== {card['title']} =="
    for name in ("case_no", "status_text", "product"):
        if card.get(name):
            yield f"  {card[name]}"
    for field in _entries(card, "fields"):
        yield f"  {field['label']}: {field['value']}"
    for line in _entries(card, "lines"):
        yield f"  {line['label']}  {_fen(line['fen'])}"
    total = card.get("total")
    if isinstance(total, dict):
        yield f"  {total['label']}  {_fen(total['fen'])}"
    for step in _entries(card, "steps"):
        yield f"  {_DONE.get(str(step['state']), '-')} {step['label']} {_minute(step.get('at'))}"
    for item in _entries(card, "items"):
        yield f"  {_goods(item)}  {_fen(item['paid_fen'])}  {item['status_text']}"
        yield f"    {item['order_no']}  {item['ordered_on']}"
    for order in _entries(card, "orders"):
        yield f"  {order['order_no']}  {order['seller_name']}  {order['status_text']}"
        yield f"    {order['ordered_on']}  {_fen(order['paid_fen'])}"
        yield from (f"    {_goods(item)}" for item in _entries(order, "items"))
        yield from (f"    {one['label']}: {one['value']}" for one in _entries(order, "fields"))


def _entries(card: dict[str, JsonValue], name: str) -> list[dict[str, JsonValue]]:
    found = card.get(name)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _goods(item: dict[str, JsonValue]) -> str:
    return f"{item['title']} {item['attrs']} ×{item['qty']}"


def _fen(amount: JsonValue) -> str:
    return format_fen(amount) if isinstance(amount, int) else "?"


def _minute(at: JsonValue) -> str:
    return at[:16].replace("T", " ") if isinstance(at, str) else ""
