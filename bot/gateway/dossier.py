"""What agents read about a conversation and its buyer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.cases import case_card
from bot.cards.orders import order_entry
from bot.desk.agents import AgentView
from bot.desk.interface import QueueEntry, StoredPacket
from bot.gateway.presenter import instant
from bot.gateway.schemas import (
    BuyerOut,
    CannedOut,
    DossierOut,
    FieldOut,
    PacketOut,
    QueueEntryOut,
)
from bot.gateway.services import Services
from bot.words import Words

_TRANSCRIPT = 200
_CANNED = ("greeting", "checking", "evidence", "wait", "ruling", "goodbye")


async def queue_entries(house: Services, entries: Sequence[QueueEntry]) -> list[QueueEntryOut]:
    """Entries of the queue with their buyers' names."""
    names = await house.threads.read(house.buyers.names, [entry.buyer_id for entry in entries])
    return [
        QueueEntryOut(
            conversation_id=entry.conversation_id,
            buyer_name=names.get(entry.buyer_id, entry.buyer_id),
            why=entry.why,
            skill=entry.skill,
            summary=list(entry.summary),
            waiting_since=instant(entry.waiting_since),
            last_text=entry.last_text,
            position=entry.position,
            unread=entry.unread,
        )
        for entry in entries
    ]


async def dossier(house: Services, agent: AgentView, conversation_id: str) -> DossierOut:
    """Transcript with notes, what the bot gave along, the buyer's cases and orders.

    Raises:
        NotForYouError: the conversation is none of this agent's business.
    """
    conversation, packet = await house.threads.write(house.desk.look, conversation_id, agent)
    buyer_id = conversation.buyer_id
    messages = await house.threads.read(
        house.messages.last, conversation_id, _TRANSCRIPT, with_notes=True
    )
    name = await house.threads.read(house.buyers.name, buyer_id)
    cases = await house.threads.read(house.door.cases, buyer_id)
    orders = await house.threads.read(house.door.orders, buyer_id)
    return DossierOut(
        conversation=await house.fanout.shown(conversation),
        buyer=BuyerOut(id=buyer_id, name=name),
        packet=await _packet(house, buyer_id, packet) if packet else None,
        messages=house.presenter.messages(messages),
        cases=[case_card(case, house.words) for case in cases],
        orders=[order_entry(order, house.words) for order in orders],
    )


def canned_replies(words: Words) -> list[CannedOut]:
    """Ready-made replies, from the responses ``canned_<name>`` and ``canned_<name>_title``."""
    return [
        CannedOut(
            title=words.say(f"utter_canned_{name}_title"), text=words.say(f"utter_canned_{name}")
        )
        for name in _CANNED
    ]


async def _packet(house: Services, buyer_id: str, stored: StoredPacket) -> PacketOut:
    packet = stored.packet
    evidence = await house.threads.read(
        house.uploads.records.of_buyer, buyer_id, packet.evidence_ids
    )
    return PacketOut(
        why=packet.why,
        why_text=house.words.say(f"utter_desk_why_{packet.why}"),
        skill=stored.skill,
        order_no=packet.order_no,
        case_no=packet.case_no,
        draft=[FieldOut(label=field.label, value=field.value) for field in packet.draft],
        evidence=[house.presenter.upload(file) for file in evidence],
        summary=list(packet.summary),
        requested_at=instant(stored.requested_at),
    )
