"""The review over HTTP, for supervisors. Teaching itself is the operator's command."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from bot.desk.agents import SignedIn
from bot.desk.models import Role
from bot.gateway.dependencies import ActingAgent, House, LookingAgent
from bot.gateway.errors import ApiError
from bot.gateway.review_bodies import (
    DecidedOut,
    GroupOut,
    GuessOut,
    LabelGroupOut,
    LabelIn,
    LabelOut,
    MessagesIn,
    ReviewOut,
)
from bot.gateway.services import Services
from bot.learning.findings import NOT_UNDERSTOOD
from bot.learning.labels import label_groups, title_of
from bot.learning.review import ReviewGroup

_MOST_GROUPS = 200

router = APIRouter(prefix="/agent/api/v1/review", tags=["review"])


async def _looking_supervisor(signed_in: LookingAgent) -> SignedIn:
    return _supervisor(signed_in)


async def _acting_supervisor(signed_in: ActingAgent) -> SignedIn:
    return _supervisor(signed_in)


def _supervisor(signed_in: SignedIn) -> SignedIn:
    if signed_in.agent.role is not Role.SUPERVISOR:
        raise ApiError("SUPERVISORS_ONLY", 403)
    return signed_in


LookingSupervisor = Annotated[SignedIn, Depends(_looking_supervisor)]
ActingSupervisor = Annotated[SignedIn, Depends(_acting_supervisor)]


@router.get("")
async def look(
    house: House,
    _signed_in: LookingSupervisor,
    days: Annotated[int, Query(ge=1, le=365)] = 30,
) -> ReviewOut:
    """What the bot may have misunderstood in the last ``days``, the most frequent first."""
    groups = await house.threads.read(house.review.groups, days)
    return ReviewOut(
        groups=[_group(group) for group in groups[:_MOST_GROUPS]],
        pending=await _pending(house),
        labels=[
            LabelGroupOut(
                title=group.title,
                labels=[LabelOut(name=name, title=title) for name, title in group.labels.items()],
            )
            for group in label_groups()
        ],
    )


@router.post("/label")
async def label(house: House, signed_in: ActingSupervisor, body: LabelIn) -> DecidedOut:
    """Say what buyers wanted with some messages."""
    await house.threads.write(house.review.label, body.message_ids, body.label, signed_in.agent.id)
    return DecidedOut(pending=await _pending(house))


@router.post("/ignore")
async def ignore(house: House, signed_in: ActingSupervisor, body: MessagesIn) -> DecidedOut:
    """Learn nothing from some messages."""
    await house.threads.write(house.review.ignore, body.message_ids, signed_in.agent.id)
    return DecidedOut(pending=await _pending(house))


@router.post("/reopen")
async def reopen(house: House, signed_in: ActingSupervisor, body: MessagesIn) -> DecidedOut:
    """Take the decision on some messages back."""
    await house.threads.write(house.review.reopen, body.message_ids, signed_in.agent.id)
    return DecidedOut(pending=await _pending(house))


async def _pending(house: Services) -> int:
    return len(await house.threads.read(house.review.pending))


def _group(group: ReviewGroup) -> GroupOut:
    heard = group.heard
    return GroupOut(
        message_id=group.message_id,
        text=group.text,
        count=group.count,
        reasons=[str(reason) for reason in group.reasons],
        heard="" if heard.intent == NOT_UNDERSTOOD else title_of(heard.intent),
        guesses=[
            GuessOut(label=name, title=title_of(name), share=share)
            for name, share in heard.likeliest
        ],
        answer=group.answer,
        following=group.following,
        hint=group.hint,
        others=list(group.others),
    )
