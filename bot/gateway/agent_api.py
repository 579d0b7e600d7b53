"""The desk over HTTP: sign in, see the queue, take conversations and serve them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.chat.neutralise import clean
from bot.desk.agents import SESSION_LIFETIME, SignedIn
from bot.desk.interface import DeskChange
from bot.desk.models import Skill
from bot.gateway.dependencies import (
    SESSION_COOKIE,
    ActingAgent,
    House,
    LookingAgent,
    address_of,
)
from bot.gateway.dossier import canned_replies, dossier, queue_entries
from bot.gateway.errors import ApiError
from bot.gateway.inbound import LONGEST_TEXT
from bot.gateway.schemas import (
    AgentOut,
    CannedOut,
    CloseIn,
    ConversationOut,
    DossierOut,
    MessageOut,
    NoteIn,
    QueueOut,
    ReplyIn,
    SessionOut,
    SignInIn,
    TransferIn,
)
from bot.gateway.services import Services

router = APIRouter(prefix="/agent/api/v1", tags=["agent"])


@router.post("/session")
async def sign_in(house: House, request: Request, response: Response, body: SignInIn) -> SessionOut:
    """Begin a session; its cookie is for this site alone and no script reads it."""
    await house.limits.sign_in(body.username, address_of(request))
    signed_in = await house.threads.write(house.agents.sign_in, body.username, body.password)
    response.set_cookie(
        SESSION_COOKIE,
        signed_in.token,
        max_age=int(SESSION_LIFETIME.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=house.settings.env == "production",
    )
    return _session(signed_in)


@router.get("/session")
async def session(signed_in: LookingAgent) -> SessionOut:
    """Who is signed in."""
    return _session(signed_in)


@router.delete("/session", status_code=204)
async def sign_out(house: House, signed_in: ActingAgent, response: Response) -> None:
    """End the session."""
    await house.threads.write(house.agents.sign_out, signed_in.token)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")


@router.get("/queue")
async def queue(house: House, signed_in: LookingAgent) -> QueueOut:
    """Who waits for this agent, and whom this agent has."""
    waiting = await house.threads.read(house.desk.waiting, signed_in.agent)
    mine = await house.threads.read(house.desk.mine, signed_in.agent)
    return QueueOut(
        waiting=await queue_entries(house, waiting), mine=await queue_entries(house, mine)
    )


@router.get("/conversations/{conversation_id}")
async def look(house: House, signed_in: LookingAgent, conversation_id: str) -> DossierOut:
    """All that is known: transcript, notes, packet, the buyer's cases and orders."""
    return await dossier(house, signed_in.agent, conversation_id)


@router.post("/conversations/{conversation_id}/claim")
async def claim(house: House, signed_in: ActingAgent, conversation_id: str) -> ConversationOut:
    """Take a waiting conversation."""
    change = await house.threads.write(house.desk.claim, conversation_id, signed_in.agent)
    return await _handed_over(house, change)


@router.post("/conversations/{conversation_id}/reply")
async def reply(
    house: House, signed_in: ActingAgent, conversation_id: str, body: ReplyIn
) -> MessageOut:
    """Write to the buyer."""
    change = await house.threads.write(
        house.desk.reply,
        conversation_id,
        signed_in.agent,
        body.client_msg_id,
        _checked(body.text),
    )
    return await _written(house, change)


@router.post("/conversations/{conversation_id}/note")
async def note(
    house: House, signed_in: ActingAgent, conversation_id: str, body: NoteIn
) -> MessageOut:
    """Write something only agents see."""
    change = await house.threads.write(
        house.desk.note, conversation_id, signed_in.agent, _checked(body.text)
    )
    return await _written(house, change)


@router.post("/conversations/{conversation_id}/transfer")
async def transfer(
    house: House, signed_in: ActingAgent, conversation_id: str, body: TransferIn
) -> ConversationOut:
    """Put a conversation back into the queue."""
    change = await house.threads.write(
        house.desk.transfer, conversation_id, signed_in.agent, _skill(body.skill)
    )
    return await _handed_over(house, change)


@router.post("/conversations/{conversation_id}/close")
async def close(
    house: House, signed_in: ActingAgent, conversation_id: str, body: CloseIn
) -> ConversationOut:
    """End the human segment; the bot answers again."""
    change = await house.threads.write(
        house.desk.close, conversation_id, signed_in.agent, clean(body.reason)
    )
    return await _handed_over(house, change)


@router.get("/canned")
async def canned(house: House, _signed_in: LookingAgent) -> list[CannedOut]:
    """Ready-made replies."""
    return canned_replies(house.words)


async def _handed_over(house: Services, change: DeskChange) -> ConversationOut:
    await house.handoffs.announce(change)
    return await house.fanout.shown(change.conversation)


async def _written(house: Services, change: DeskChange) -> MessageOut:
    await house.fanout.messages(change.conversation, change.messages)
    return house.presenter.message(change.messages[0])


def _checked(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ApiError("TEXT_TOO_LONG", 413)
    cleaned = clean(text)
    if not cleaned:
        raise ApiError("EMPTY_MESSAGE", 400)
    return cleaned


def _skill(name: str | None) -> Skill | None:
    try:
        return None if name is None else Skill(name)
    except ValueError:
        raise ApiError("INVALID_BODY", 422) from None


def _session(signed_in: SignedIn) -> SessionOut:
    agent = signed_in.agent
    return SessionOut(
        agent=AgentOut(id=agent.id, name=agent.name, role=agent.role),
        csrf_token=signed_in.csrf_token,
    )
