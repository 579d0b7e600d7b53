"""The buyer's side of the chat over HTTP."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Query, Response

from bot.chat.intake import Accepted
from bot.chat.models import Sender
from bot.chat.turns import EndedTurn
from bot.chat.views import ConversationView, MessageView
from bot.gateway.dependencies import House, LookingBuyer, WritingBuyer
from bot.gateway.errors import ApiError
from bot.gateway.schemas import (
    AnsweredOut,
    ConversationOut,
    FeedbackIn,
    MessageIn,
    PageOut,
    ReadIn,
    SentOut,
)
from bot.gateway.services import Services

LONGEST_WAIT_SECONDS = 20.0
_PAGE = 200

router = APIRouter(prefix="/api/v1", tags=["buyer"])


@router.post("/messages", status_code=201, response_model=AnsweredOut | SentOut)
async def send(
    house: House,
    buyer: WritingBuyer,
    body: MessageIn,
    response: Response,
    wait: Annotated[bool, Query()] = False,
) -> AnsweredOut | SentOut:
    """Take a message in; with ``wait`` also answer with what the bot says to it."""
    began = time.monotonic()
    accepted = await house.inbound.take(buyer.buyer_id, buyer.address, body)
    if not accepted.is_new:
        response.status_code = 200
    message = accepted.message
    shown = house.presenter.message(message)
    if not wait:
        return SentOut(message=shown, seq=message.seq)
    left = LONGEST_WAIT_SECONDS - (time.monotonic() - began)
    replies = await _replies(house, accepted, left)
    return AnsweredOut(message=shown, seq=message.seq, replies=house.presenter.replies(replies))


async def _replies(house: Services, accepted: Accepted, seconds: float) -> tuple[MessageView, ...]:
    message = accepted.message
    key = (message.conversation_id, message.seq)
    ended = None
    if accepted.turn is not None or await house.threads.read(house.runner.is_unfinished, *key):
        ended = await house.runner.wait(*key, seconds)
    if ended is not None and _follows_at_once(ended, message):
        return ended.messages
    written = await house.threads.read(house.messages.after, *key, _PAGE)
    return tuple(each for each in written if each.sender is not Sender.BUYER)


@router.get("/messages")
async def read(
    house: House,
    buyer: LookingBuyer,
    after_seq: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=_PAGE)] = _PAGE,
) -> PageOut:
    """History and catch-up, in order."""
    conversation = await _conversation(house, buyer.buyer_id)
    messages = await house.threads.read(house.messages.after, conversation.id, after_seq, limit)
    last_seq = max([conversation.last_seq, *(each.seq for each in messages)])
    return PageOut(messages=house.presenter.messages(messages), last_seq=last_seq)


@router.get("/conversation")
async def look(house: House, buyer: LookingBuyer) -> ConversationOut:
    """Who answers, the place in the queue, what is unread."""
    return await house.fanout.shown(await _conversation(house, buyer.buyer_id))


@router.post("/conversation/read")
async def mark_read(house: House, buyer: LookingBuyer, body: ReadIn) -> ConversationOut:
    """Note how far the buyer has read."""
    conversation = await _conversation(house, buyer.buyer_id)
    await house.threads.write(house.conversations.mark_read, conversation.id, body.seq)
    return await house.fanout.shown(conversation)


@router.post("/conversation/leave-queue")
async def leave_queue(house: House, buyer: LookingBuyer) -> ConversationOut:
    """Give up waiting for a person; the bot answers again."""
    conversation = await _conversation(house, buyer.buyer_id)
    change = await house.threads.write(house.desk.leave, conversation.id)
    await house.handoffs.announce(change)
    return await house.fanout.shown(change.conversation)


@router.post("/feedback", status_code=204)
async def give_feedback(house: House, buyer: LookingBuyer, body: FeedbackIn) -> None:
    """Keep what the buyer thinks of an answer, or of a human segment."""
    if body.useful is None and body.rating is None:
        raise ApiError("INVALID_BODY", 422)
    conversation = await _conversation(house, buyer.buyer_id)
    kept = await house.threads.write(
        house.feedback.add,
        conversation.id,
        message_id=_message_key(body.message_id),
        useful=body.useful,
        rating=body.rating,
    )
    if not kept:
        raise ApiError("NOT_FOUND", 404)


def _follows_at_once(ended: EndedTurn, message: MessageView) -> bool:
    """Whether nothing stands between question and answer, so that none needs to be read back."""
    answered = bool(ended.messages) and not ended.kept_as_note
    return answered and ended.messages[0].seq == message.seq + 1


def _message_key(public_id: str | None) -> int | None:
    if public_id is None:
        return None
    number = public_id.removeprefix("m_")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise ApiError("NOT_FOUND", 404)
    return int(number)


async def _conversation(house: Services, buyer_id: str) -> ConversationView:
    return await house.threads.read(house.conversations.of_buyer, buyer_id)
