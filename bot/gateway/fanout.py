"""Wakes clients up over Socket.IO. The database is the truth: a lost event loses nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Literal

import socketio

from bot.chat.conversations import Conversations
from bot.chat.messages import Messages
from bot.chat.models import ConversationState, Sender
from bot.chat.views import ConversationView, MessageView
from bot.desk.builtin import BuiltinDesk
from bot.gateway.presenter import Presenter
from bot.gateway.schemas import ConversationOut
from bot.gateway.threads import DatabaseThreads

BUYER = "/buyer"
AGENT = "/agent"
EVERY_AGENT = "agents"
SUPERVISORS = "supervisors"
_REMEMBERED = 10_000
_CAUGHT_UP = 50


def agent_room(agent_id: str) -> str:
    """The room of one agent's sockets."""
    return f"agent:{agent_id}"


class Fanout:
    """Tells the sockets of a conversation what happened in it.

    Args:
        several: whether other gateways share these conversations.
    """

    def __init__(
        self,
        sockets: socketio.AsyncServer,
        presenter: Presenter,
        threads: DatabaseThreads,
        conversations: Conversations,
        messages: Messages,
        desk: BuiltinDesk,
        *,
        several: bool,
    ) -> None:
        self._sockets = sockets
        self._presenter = presenter
        self._threads = threads
        self._conversations = conversations
        self._messages = messages
        self._desk = desk
        self._several = several
        self._last_sent: OrderedDict[str, int] = OrderedDict()

    async def messages(
        self, conversation: ConversationView, messages: Sequence[MessageView]
    ) -> None:
        """Push new messages to the buyer, and to the people at the desk whom they concern."""
        rooms = _desk_rooms(conversation)
        for message in messages:
            for_buyer = message.sender is not Sender.NOTE
            if for_buyer:
                self._remember(conversation.id, message.seq)
            if not rooms and not self._listens(conversation.id):
                continue
            shown = self._presenter.message(message).model_dump(mode="json")
            if for_buyer:
                await self._sockets.emit("message", shown, room=conversation.id, namespace=BUYER)
            if rooms:
                await self._sockets.emit("message", shown, room=rooms, namespace=AGENT)

    async def typing(
        self,
        conversation: ConversationView | str,
        who: Literal["bot", "agent", "buyer"],
        on: bool,
    ) -> None:
        """Push that somebody types: to the buyer, or, if it is the buyer, to the desk."""
        event: dict[str, object] = {"who": who, "on": on}
        if isinstance(conversation, str):
            if self._listens(conversation):
                await self._sockets.emit("typing", event, room=conversation, namespace=BUYER)
        elif who == "buyer":
            event["conversation_id"] = conversation.id
            rooms = _desk_rooms(conversation)
            if rooms:
                await self._sockets.emit("typing", event, room=rooms, namespace=AGENT)

    async def handed_over(self, conversation: ConversationView) -> None:
        """Push a change of ownership, and to everybody in the queue their new place."""
        await self.conversation(conversation)
        await self._sockets.emit("queue", {}, room=EVERY_AGENT, namespace=AGENT)
        for waiting_id in await self._threads.read(self._desk.waiting_conversations):
            if waiting_id != conversation.id:
                waiting = await self._threads.read(self._conversations.get, waiting_id)
                await self.conversation(waiting)

    async def conversation(self, conversation: ConversationView) -> ConversationOut:
        """Push the state of a conversation, and return it."""
        shown = await self.shown(conversation)
        event = shown.model_dump()
        await self._sockets.emit("conversation", event, room=conversation.id, namespace=BUYER)
        rooms = _desk_rooms(conversation)
        if rooms:
            event["conversation_id"] = conversation.id
            await self._sockets.emit("conversation", event, room=rooms, namespace=AGENT)
        return shown

    async def shown(self, conversation: ConversationView) -> ConversationOut:
        """A conversation as its buyer sees it."""
        unread = await self._threads.read(self._conversations.unread, conversation.id)
        position = None
        if conversation.state is ConversationState.QUEUED:
            position = await self._threads.read(self._desk.position, conversation.id)
        return self._presenter.conversation(conversation, position=position, unread=unread)

    async def catch_up(self, conversation: ConversationView) -> None:
        """Push what another process has written.

        Where nothing is known about what was pushed before, the last message is enough: a
        client that sees a gap asks for the rest.
        """
        since = self._last_sent.get(conversation.id, conversation.last_seq - 1)
        written = await self._threads.read(self._messages.after, conversation.id, since, _CAUGHT_UP)
        await self.messages(conversation, written)
        await self.conversation(conversation)

    def _listens(self, conversation_id: str) -> bool:
        """Whether the buyer has a socket open; with Redis it may be another gateway's."""
        if self._several:
            return True
        return conversation_id in self._sockets.manager.rooms.get(BUYER, {})

    def _remember(self, conversation_id: str, seq: int) -> None:
        self._last_sent[conversation_id] = max(seq, self._last_sent.get(conversation_id, 0))
        self._last_sent.move_to_end(conversation_id)
        if len(self._last_sent) > _REMEMBERED:
            self._last_sent.popitem(last=False)


def _desk_rooms(conversation: ConversationView) -> list[str]:
    if conversation.state is ConversationState.QUEUED:
        return [EVERY_AGENT]
    if conversation.owner_id is not None:
        return [agent_room(conversation.owner_id), SUPERVISORS]
    return []
