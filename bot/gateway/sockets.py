"""Socket.IO: what buyers and agents send over it, and which rooms they are in."""

from __future__ import annotations

import asyncio
from http.cookies import CookieError, SimpleCookie
from typing import Any

import socketio
from pydantic import ValidationError

from bot.chat.errors import ChatError
from bot.chat.models import ConversationState
from bot.desk.agents import AgentView
from bot.desk.errors import DeskError
from bot.desk.models import Role
from bot.gateway.dependencies import SESSION_COOKIE
from bot.gateway.errors import ApiError, as_api_error, error_body
from bot.gateway.fanout import AGENT, BUYER, EVERY_AGENT, SUPERVISORS, agent_room
from bot.gateway.metrics import REFUSALS, SOCKETS
from bot.gateway.schemas import AgentTypingIn, MessageIn, SentOut, TypingIn
from bot.gateway.services import Services

Refused = socketio.exceptions.ConnectionRefusedError
Json = dict[str, Any]


class BuyerNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """Buyers' sockets. A socket ends with the token it was opened with."""

    def __init__(self, house: Services) -> None:
        super().__init__(BUYER)
        self._house = house
        self._ends: dict[str, asyncio.TimerHandle] = {}

    async def on_connect(self, sid: str, environ: Json, auth: Json | None = None) -> None:
        """Let a buyer in who is signed in, and tell where the conversation stands."""
        house = self._house
        try:
            given = auth.get("token") if isinstance(auth, dict) else None
            if not isinstance(given, str) or not given:
                raise ApiError("TOKEN_MISSING", 401)
            token = house.tokens.read(given)
            address = _address(environ)
            await house.limits.look(token.buyer_id, address)
        except ApiError as error:
            raise Refused(error.code) from None
        conversation = await house.threads.read(house.conversations.of_buyer, token.buyer_id)
        session = {
            "buyer_id": token.buyer_id,
            "conversation_id": conversation.id,
            "address": address,
        }
        await self.save_session(sid, session)
        await self.enter_room(sid, conversation.id)
        left = token.expires_at - house.machine.now().timestamp()
        self._ends[sid] = asyncio.get_running_loop().call_later(max(0, left), self._end, sid)
        SOCKETS.labels(BUYER).inc()
        shown = await house.fanout.shown(conversation)
        await self.emit("conversation", shown.model_dump(), to=sid)

    async def on_disconnect(self, sid: str, _reason: str | None = None) -> None:
        """Forget a socket."""
        timer = self._ends.pop(sid, None)
        if timer is not None:
            timer.cancel()
            SOCKETS.labels(BUYER).dec()

    async def on_message(self, sid: str, *data: object) -> Json:
        """A buyer writes; acknowledged once it is committed."""
        session = await self.get_session(sid)
        try:
            body = MessageIn.model_validate(_only(data))
            accepted = await self._house.inbound.take(session["buyer_id"], session["address"], body)
        except Exception as error:
            refusal = as_api_error(error)
            REFUSALS.labels(refusal.code).inc()
            return error_body(refusal, self._house.words)
        shown = self._house.presenter.message(accepted.message)
        return SentOut(message=shown, seq=accepted.message.seq).model_dump(mode="json")

    async def on_typing(self, sid: str, *data: object) -> None:
        """A buyer types; only a person at the desk is told."""
        house = self._house
        session = await self.get_session(sid)
        try:
            body = TypingIn.model_validate(_only(data))
            await house.limits.look(session["buyer_id"], session["address"])
        except (ValidationError, ApiError):
            return
        conversation = await house.threads.read(house.conversations.get, session["conversation_id"])
        await house.fanout.typing(conversation, "buyer", body.on)

    def _end(self, sid: str) -> None:
        asyncio.get_running_loop().create_task(self.disconnect(sid))


class AgentNamespace(socketio.AsyncNamespace):  # type: ignore[misc]
    """Agents' sockets, let in by the session cookie of the console."""

    def __init__(self, house: Services) -> None:
        super().__init__(AGENT)
        self._house = house

    async def on_connect(self, sid: str, environ: Json, _auth: Json | None = None) -> None:
        """Let an agent in who is signed in."""
        try:
            agent = await self._agent(environ)
        except DeskError as error:
            raise Refused(error.code) from None
        await self.save_session(sid, {"agent": agent})
        await self.enter_room(sid, EVERY_AGENT)
        await self.enter_room(sid, agent_room(agent.id))
        if agent.role is Role.SUPERVISOR:
            await self.enter_room(sid, SUPERVISORS)
        SOCKETS.labels(AGENT).inc()

    async def on_disconnect(self, sid: str, _reason: str | None = None) -> None:
        """Forget a socket."""
        SOCKETS.labels(AGENT).dec()

    async def on_typing(self, sid: str, *data: object) -> None:
        """An agent types in a conversation of their own."""
        house = self._house
        agent: AgentView = (await self.get_session(sid))["agent"]
        try:
            body = AgentTypingIn.model_validate(_only(data))
            conversation = await house.threads.read(house.conversations.get, body.conversation_id)
        except (ValidationError, ChatError):
            return
        if conversation.state is ConversationState.AGENT and conversation.owner_id == agent.id:
            await house.fanout.typing(conversation.id, "agent", body.on)

    async def _agent(self, environ: Json) -> AgentView:
        try:
            cookies = SimpleCookie(environ.get("HTTP_COOKIE", ""))
        except CookieError:
            cookies = SimpleCookie()
        morsel = cookies.get(SESSION_COOKIE)
        house = self._house
        token = morsel.value if morsel else ""
        return (await house.threads.read(house.agents.session, token)).agent


def _only(data: tuple[object, ...]) -> object:
    """What a frame carries; a client may send any number of things."""
    return data[0] if len(data) == 1 else None


def _address(environ: Json) -> str:
    client = environ.get("asgi.scope", {}).get("client")
    return str(client[0]) if client else ""
