"""What our own processes ask of the gateway: handoffs, and pushing what they wrote."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from bot.desk.interface import DraftField, Packet
from bot.desk.models import Why
from bot.gateway.dependencies import House, only_our_own
from bot.gateway.schemas import HandoffIn, HandoffOut, WakeIn

router = APIRouter(
    prefix="/internal/v1", dependencies=[Depends(only_our_own)], include_in_schema=False
)


@router.post("/handoffs")
async def request_handoff(house: House, body: HandoffIn) -> HandoffOut:
    """Hand a conversation over to people, with what the bot knows."""
    packet = Packet(
        why=Why(body.why),
        order_no=body.order_no,
        case_no=body.case_no,
        draft=tuple(DraftField(field.label, field.value) for field in body.draft),
        evidence_ids=tuple(body.evidence_ids),
        summary=tuple(body.summary),
    )
    change = await house.handoffs.request(body.conversation_id, packet)
    return HandoffOut(state=change.conversation.state, position=change.position)


@router.post("/wake", status_code=204)
async def wake(house: House, body: WakeIn) -> None:
    """Push what another process wrote, and take up a turn it found abandoned."""
    conversation = await house.threads.read(house.conversations.get, body.conversation_id)
    await house.fanout.catch_up(conversation)
    await house.runner.resume(conversation.id)
