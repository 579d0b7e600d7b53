"""A buyer's message on its way in, whether it came over HTTP or over a socket."""

from __future__ import annotations

from bot.chat.chips import ChipSigner
from bot.chat.conversations import Conversations
from bot.chat.intake import Accepted, Incoming, Intake
from bot.chat.neutralise import clean, for_rasa
from bot.clock import Clock
from bot.gateway.bot_turns import TurnRunner
from bot.gateway.errors import ApiError
from bot.gateway.fanout import Fanout
from bot.gateway.limits import RateLimits
from bot.gateway.metrics import MESSAGES
from bot.gateway.schemas import MessageIn
from bot.gateway.threads import DatabaseThreads

LONGEST_TEXT = 1000
_UPLOADS_ALONE = "/add_evidence"


class Inbound:
    """Takes messages in: checked, stored, pushed, and the bot's turn begun."""

    def __init__(
        self,
        intake: Intake,
        conversations: Conversations,
        chips: ChipSigner,
        limits: RateLimits,
        threads: DatabaseThreads,
        fanout: Fanout,
        runner: TurnRunner,
        clock: Clock,
    ) -> None:
        self._intake = intake
        self._conversations = conversations
        self._chips = chips
        self._limits = limits
        self._threads = threads
        self._fanout = fanout
        self._runner = runner
        self._clock = clock

    async def take(self, buyer_id: str, address: str, body: MessageIn) -> Accepted:
        """Take one message in; it is committed when this returns.

        Raises:
            ApiError: RATE_LIMITED, EMPTY_MESSAGE, TEXT_TOO_LONG or INVALID_BODY.
            ChipInvalidError, ChipExpiredError, UnknownUploadError: see their names.
        """
        await self._limits.message(buyer_id, address)
        incoming = await self._read(buyer_id, body)
        accepted = await self._threads.write(self._intake.accept, buyer_id, incoming)
        if accepted.is_new:
            MESSAGES.inc()
            if accepted.turn is not None:
                self._runner.start(accepted.turn)
            await self._fanout.messages(accepted.conversation, (accepted.message,))
        return accepted

    async def _read(self, buyer_id: str, body: MessageIn) -> Incoming:
        if body.chip is not None:
            if body.text is not None or body.upload_ids:
                raise ApiError("INVALID_BODY", 422)
            conversation = await self._threads.read(self._conversations.of_buyer, buyer_id)
            offer = self._chips.read(conversation.id, body.chip, self._clock.now())
            return Incoming(body.client_msg_id, offer.title, offer.payload)
        if body.text is not None and len(body.text) > LONGEST_TEXT:
            raise ApiError("TEXT_TOO_LONG", 413)
        text = clean(body.text or "")
        if not text and not body.upload_ids:
            raise ApiError("EMPTY_MESSAGE", 400)
        said = for_rasa(text) if text else _UPLOADS_ALONE
        return Incoming(body.client_msg_id, text, said, tuple(body.upload_ids))
