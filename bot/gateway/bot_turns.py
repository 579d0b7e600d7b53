"""Runs the bot's turns: asks Rasa, writes the answer once, and goes on to the next turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from bot.chat.conversations import Conversations
from bot.chat.models import ConversationState, Sender
from bot.chat.turns import LEASE, ClaimedTurn, EndedTurn, TurnLostError, Turns
from bot.chat.views import ChipOffer, NewMessage
from bot.gateway.fanout import Fanout
from bot.gateway.further_wishes import FurtherWishes
from bot.gateway.metrics import TURN_SECONDS, TURNS
from bot.gateway.rasa import Rasa, RasaError, Reply
from bot.gateway.threads import DatabaseThreads
from bot.words import Words

ASK_FOR_A_PERSON = "/request_human"
_MOST_ATTEMPTS = 3
_PAUSE_SECONDS = 0.4
_SWEEP_SECONDS = 2.0
_SWEEP_LIMIT = 50
_LOOK_AGAIN_SECONDS = 1.0
_SHUTDOWN_SECONDS = 5.0

_log = structlog.get_logger(__name__)

HandOver = Callable[[str], Awaitable[None]]


class TurnRunner:
    """Keeps turns going, one task a conversation.

    Args:
        seconds: how long Rasa may take for one turn, a second try included.
        hand_over: puts a conversation in the queue for people without Rasa's help.
    """

    def __init__(
        self,
        turns: Turns,
        conversations: Conversations,
        rasa: Rasa,
        fanout: Fanout,
        threads: DatabaseThreads,
        words: Words,
        seconds: float,
        hand_over: HandOver,
    ) -> None:
        self._turns = turns
        self._conversations = conversations
        self._rasa = rasa
        self._fanout = fanout
        self._threads = threads
        self._words = words
        self._seconds = seconds
        self._further = FurtherWishes(rasa, seconds)
        self._hand_over = hand_over
        self._tasks: set[asyncio.Task[None]] = set()
        self._ends: dict[tuple[str, int], asyncio.Future[EndedTurn]] = {}

    def start(self, turn: ClaimedTurn) -> None:
        """Run a claimed turn, and those after it, in the background."""
        task = asyncio.create_task(self._run(turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def resume(self, conversation_id: str) -> None:
        """Take up the next turn of a conversation, if nobody else does."""
        turn = await self._threads.write(self._turns.claim_next, conversation_id)
        if turn is not None:
            self.start(turn)

    async def sweep_forever(self) -> None:
        """Take up turns that a dead process left behind, from the start on."""
        while True:
            try:
                for found in await self._threads.read(self._turns.abandoned, _SWEEP_LIMIT):
                    _log.info("turn_taken_up", conversation_id=found)
                    await self.resume(found)
            except Exception:
                _log.exception("sweep_failed")
            await asyncio.sleep(_SWEEP_SECONDS)

    async def wait(self, conversation_id: str, seq: int, seconds: float) -> EndedTurn | None:
        """Wait for the end of a turn; None when it ended elsewhere or takes longer."""
        key = (conversation_id, seq)
        end = self._ends.setdefault(key, asyncio.get_running_loop().create_future())
        deadline = time.monotonic() + seconds
        try:
            while (left := deadline - time.monotonic()) > 0:
                with suppress(TimeoutError):
                    return await asyncio.wait_for(
                        asyncio.shield(end), min(left, _LOOK_AGAIN_SECONDS)
                    )
                if not await self._threads.read(self._turns.is_unfinished, *key):
                    return None
            return None
        finally:
            self._ends.pop(key, None)

    def is_unfinished(self, conversation_id: str, seq: int) -> bool:
        """Whether the buyer's message ``seq`` still waits for the bot."""
        return self._turns.is_unfinished(conversation_id, seq)

    async def close(self) -> None:
        """Let the running turns end for a moment; those that do not are taken up again later."""
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=_SHUTDOWN_SECONDS)
            for task in late:
                task.cancel()

    async def _run(self, first: ClaimedTurn) -> None:
        turn: ClaimedTurn | None = first
        try:
            while turn is not None:
                turn = await self._one(turn)
        except TurnLostError:
            _log.warning("turn_lost", conversation_id=first.conversation_id)
        except Exception:
            # The lease runs out, and the sweep takes the turn up again.
            _log.exception("turn_broke", conversation_id=first.conversation_id)

    async def _one(self, turn: ClaimedTurn) -> ClaimedTurn | None:
        begun = time.perf_counter()
        await self._fanout.typing(turn.conversation_id, "bot", True)
        lease = asyncio.create_task(self._keep(turn))
        try:
            reply, failed = await self._answers(turn)
        finally:
            lease.cancel()
        ended = await self._threads.write(
            self._turns.end, turn, reply.messages, heard=reply.heard, failed=failed
        )
        TURN_SECONDS.observe(time.perf_counter() - begun)
        TURNS.labels("failed" if failed else "note" if ended.kept_as_note else "answered").inc()
        waiting = self._ends.get((turn.conversation_id, turn.seq))
        if waiting is not None and not waiting.done():
            waiting.set_result(ended)
        await self._fanout.typing(turn.conversation_id, "bot", False)
        await self._fanout.messages(ended.conversation, ended.messages)
        return ended.next

    async def _answers(self, turn: ClaimedTurn) -> tuple[Reply, bool]:
        """The bot's answers; or, when it has none, the way to people. The flag says which."""
        if turn.attempts <= _MOST_ATTEMPTS:
            try:
                return await self._ask(turn), False
            except RasaError as error:
                _log.error("rasa_failed", conversation_id=turn.conversation_id, reason=str(error))
        if turn.said == ASK_FOR_A_PERSON:
            await self._hand_over(turn.conversation_id)
            return Reply((), None), True
        person = ChipOffer(self._words.say("utter_chip_human"), ASK_FOR_A_PERSON)
        sorry = self._words.say("utter_bot_unavailable")
        return Reply((NewMessage(Sender.BOT, sorry, (person,)),), None), True

    async def _ask(self, turn: ClaimedTurn) -> Reply:
        """Ask Rasa, once more where the first try failed and there is time left.

        After a time-out there is no second try: Rasa may still be at the first.
        """
        deadline = time.monotonic() + self._seconds
        try:
            reply = await self._ask_once(turn, self._seconds)
            return await self._further.add_to(turn, reply)
        except RasaError as error:
            if error.timed_out:
                raise
            _log.warning("rasa_again", conversation_id=turn.conversation_id, reason=str(error))
        await asyncio.sleep(_PAUSE_SECONDS)
        reply = await self._ask_once(turn, max(0.1, deadline - time.monotonic()))
        return await self._further.add_to(turn, reply)

    async def _ask_once(self, turn: ClaimedTurn, seconds: float) -> Reply:
        reply = await self._rasa.ask(turn, seconds)
        if reply.messages:
            return reply
        # Rasa says nothing when an action broke; but also when it has just handed over.
        now = await self._threads.read(self._conversations.get, turn.conversation_id)
        if now.state is ConversationState.BOT and now.epoch == turn.epoch:
            raise RasaError("no answer")
        return reply

    async def _keep(self, turn: ClaimedTurn) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            try:
                await self._threads.write(self._turns.renew, turn)
            except TurnLostError:
                return
