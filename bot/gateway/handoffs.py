"""Handing conversations over, and telling everybody whom it concerns."""

from __future__ import annotations

from bot.chat.messages import Messages
from bot.chat.models import Sender
from bot.desk.interface import SUMMARY_LINES, Desk, DeskChange, Packet
from bot.desk.models import Why
from bot.gateway.fanout import Fanout
from bot.gateway.metrics import HANDOFFS
from bot.gateway.threads import DatabaseThreads

_LOOKED_BACK = 20
_LINE_LENGTH = 80


class Handoffs:
    """The way from the bot to people."""

    def __init__(
        self, desk: Desk, messages: Messages, threads: DatabaseThreads, fanout: Fanout
    ) -> None:
        self._desk = desk
        self._messages = messages
        self._threads = threads
        self._fanout = fanout

    async def request(self, conversation_id: str, packet: Packet) -> DeskChange:
        """Put a conversation in the queue; asked again while it is open, nothing happens.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        change = await self._threads.write(self._desk.request, conversation_id, packet)
        if change.messages:
            HANDOFFS.labels(packet.why).inc()
        await self.announce(change)
        return change

    async def without_the_bot(self, conversation_id: str) -> None:
        """Hand over when the bot itself has failed, with the buyer's own last lines."""
        recent = await self._threads.read(self._messages.last, conversation_id, _LOOKED_BACK)
        said = [message.text for message in recent if message.sender is Sender.BUYER]
        lines = tuple(line[:_LINE_LENGTH] for line in said if line)[-SUMMARY_LINES:]
        await self.request(conversation_id, Packet(Why.FAILURE, summary=lines))

    async def announce(self, change: DeskChange) -> None:
        """Push what a step at the desk has changed."""
        await self._fanout.messages(change.conversation, change.messages)
        if change.messages:
            await self._fanout.handed_over(change.conversation)
