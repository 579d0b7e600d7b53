"""The bot's turns: one after another in each conversation, across processes, by lease.

A turn is claimed in the transaction that stores the buyer's message, or in the one that ends
the turn before it. A process that dies leaves a lease behind that runs out; then anybody may
claim the turn again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Update, and_, bindparam, case, func, insert, or_, select, update

from bot.aftersales.store import Store
from bot.chat import messages
from bot.chat.conversations import by_id
from bot.chat.database import reading, table_of, writing
from bot.chat.errors import OwnershipLostError
from bot.chat.models import Conversation, ConversationState, Sender, Turn, TurnState
from bot.chat.views import ConversationView, Heard, MessageView, NewMessage
from bot.clock import Clock, SystemClock

LEASE = timedelta(seconds=6)
"""How long a turn stays claimed unless it is renewed; a dead process is noticed after that."""

_TABLE = table_of(Turn)
_CONVERSATIONS = table_of(Conversation)
_UNFINISHED = _TABLE.c.state.in_([TurnState.PENDING, TurnState.RUNNING])
_COUNT_UNFINISHED = select(func.count()).where(
    _TABLE.c.conversation_id == bindparam("conversation"), _UNFINISHED
)
_FIRST_UNFINISHED = (
    select(
        _TABLE.c.seq,
        _TABLE.c.message_id,
        _TABLE.c.said,
        _TABLE.c.upload_ids,
        _TABLE.c.attempts,
    )
    .where(_TABLE.c.conversation_id == bindparam("conversation"), _UNFINISHED)
    .order_by(_TABLE.c.seq)
    .limit(1)
)
_INSERT = insert(_TABLE)
_MINE = and_(
    _TABLE.c.conversation_id == bindparam("conversation"),
    _TABLE.c.seq == bindparam("at_seq"),
    _TABLE.c.state == TurnState.RUNNING,
    _TABLE.c.lease_owner == bindparam("me"),
    _TABLE.c.attempts == bindparam("attempt"),
)
_FINISH = (
    update(_TABLE)
    .where(_MINE)
    .values(
        state=bindparam("outcome"),
        heard_as=bindparam("intent"),
        confidence=bindparam("likely"),
        likeliest=bindparam("guesses"),
    )
)
_RENEW = update(_TABLE).where(_MINE).values(lease_until=bindparam("until"))
_RELEASE = (
    update(_TABLE).where(_MINE).values(state=TurnState.PENDING, lease_owner=None, lease_until=None)
)
_STILL_BOTS = (
    _CONVERSATIONS.c.state == ConversationState.BOT,
    _CONVERSATIONS.c.epoch == bindparam("begun_in"),
)


@dataclass(frozen=True)
class ClaimedTurn:
    """A turn this process may run. ``said`` is what Rasa gets; ``attempts`` counts from 1."""

    conversation_id: str
    seq: int
    message_id: int
    said: str
    upload_ids: tuple[str, ...]
    epoch: int
    attempts: int
    owner: str


@dataclass(frozen=True)
class EndedTurn:
    """What became of a turn.

    ``kept_as_note`` says that the conversation was no longer the bot's, so that only agents see
    the messages. ``next`` is the conversation's next turn, already claimed.
    """

    conversation: ConversationView
    messages: tuple[MessageView, ...]
    kept_as_note: bool
    next: ClaimedTurn | None


class TurnLostError(Exception):
    """The lease ran out and somebody else has taken the turn: its answer must be dropped."""


class Turns:
    """The turns of all conversations.

    Args:
        owner: a name for this process, unlike any other's.
        clock: gives messages their time.
        machine: measures leases; it must go on even where ``clock`` stands still.
    """

    def __init__(
        self, store: Store, clock: Clock, owner: str, machine: Clock | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._owner = owner
        self._machine = machine or SystemClock()

    def begin(
        self,
        connection: Connection,
        conversation: ConversationView,
        message: MessageView,
        said: str,
        now: datetime,
    ) -> ClaimedTurn | None:
        """Put a turn for ``message`` in line; it comes back claimed when none is before it."""
        upload_ids = tuple(file.upload_id for file in message.uploads)
        first = not connection.scalar(_COUNT_UNFINISHED, {"conversation": conversation.id})
        connection.execute(
            _INSERT,
            {
                "conversation_id": conversation.id,
                "seq": message.seq,
                "message_id": message.id,
                "said": said,
                "upload_ids": list(upload_ids),
                "state": TurnState.RUNNING if first else TurnState.PENDING,
                "attempts": 1 if first else 0,
                "epoch": conversation.epoch,
                "lease_owner": self._owner if first else None,
                "lease_until": self._machine.now() + LEASE if first else None,
                "created_at": now,
            },
        )
        if not first:
            return None
        return ClaimedTurn(
            conversation_id=conversation.id,
            seq=message.seq,
            message_id=message.id,
            said=said,
            upload_ids=upload_ids,
            epoch=conversation.epoch,
            attempts=1,
            owner=self._owner,
        )

    def claim_next(self, conversation_id: str) -> ClaimedTurn | None:
        """The next turn of a conversation, or None when none waits or one is being run."""
        with writing(self._store) as connection:
            return self._claim(connection, by_id(connection, conversation_id, lock=True))

    def end(
        self,
        turn: ClaimedTurn,
        answers: Sequence[NewMessage],
        *,
        heard: Heard | None = None,
        failed: bool = False,
    ) -> EndedTurn:
        """Write the answers of ``turn`` and what was heard, once, and claim the next turn.

        They reach the buyer only while the conversation is the bot's and of the epoch the turn
        began with; else they are kept as notes for the agents.

        Raises:
            TurnLostError: the turn is no longer this process's; nothing was written.
        """
        now = self._clock.now()
        with writing(self._store) as connection:
            try:
                conversation, written = messages.append(
                    connection,
                    turn.conversation_id,
                    answers,
                    now,
                    *_STILL_BOTS,
                    begun_in=turn.epoch,
                )
                kept = False
            except OwnershipLostError:
                conversation = by_id(connection, turn.conversation_id, lock=True)
                notes = [replace(answer, sender=Sender.NOTE, chips=()) for answer in answers]
                written = messages.append_notes(connection, conversation, notes, now)
                kept = True
            outcome = TurnState.FAILED if failed else TurnState.DONE
            self._change(
                connection,
                _FINISH,
                turn,
                outcome=outcome,
                intent=heard.intent if heard else None,
                likely=heard.confidence if heard else None,
                guesses=[list(guess) for guess in heard.likeliest] if heard else None,
            )
            following = self._claim(connection, conversation)
        return EndedTurn(conversation, written, kept, following)

    def renew(self, turn: ClaimedTurn) -> None:
        """Keep a turn that takes long.

        Raises:
            TurnLostError: it is no longer this process's.
        """
        with writing(self._store) as connection:
            until = self._machine.now() + LEASE
            self._change(connection, _RENEW, turn, until=until)

    def release(self, turn: ClaimedTurn) -> None:
        """Give a turn back unanswered, for somebody else to run at once.

        Raises:
            TurnLostError: it is no longer this process's.
        """
        with writing(self._store) as connection:
            self._change(connection, _RELEASE, turn)

    def is_unfinished(self, conversation_id: str, seq: int) -> bool:
        """Whether the buyer's message ``seq`` still waits for the bot."""
        with reading(self._store) as connection:
            return bool(
                connection.scalar(
                    select(func.count()).where(
                        _TABLE.c.conversation_id == conversation_id,
                        _TABLE.c.seq == seq,
                        _UNFINISHED,
                    )
                )
            )

    def abandoned(self, limit: int) -> tuple[str, ...]:
        """Conversations with a waiting turn that nobody runs any more."""
        alive = and_(
            _TABLE.c.state == TurnState.RUNNING, _TABLE.c.lease_until > self._machine.now()
        )
        with reading(self._store) as connection:
            return tuple(
                connection.scalars(
                    select(_TABLE.c.conversation_id)
                    .where(_UNFINISHED)
                    .group_by(_TABLE.c.conversation_id)
                    .having(func.max(case((alive, 1), else_=0)) == 0)
                    .limit(limit)
                )
            )

    def _claim(self, connection: Connection, conversation: ConversationView) -> ClaimedTurn | None:
        row = connection.execute(_FIRST_UNFINISHED, {"conversation": conversation.id}).one_or_none()
        if row is None:
            return None
        if conversation.state is not ConversationState.BOT:
            self._skip_all(connection, conversation)
            return None
        now = self._machine.now()
        changed = connection.execute(
            update(_TABLE)
            .where(
                _TABLE.c.conversation_id == conversation.id,
                _TABLE.c.seq == row.seq,
                or_(
                    _TABLE.c.state == TurnState.PENDING,
                    and_(_TABLE.c.state == TurnState.RUNNING, _TABLE.c.lease_until <= now),
                ),
            )
            .values(
                state=TurnState.RUNNING,
                attempts=_TABLE.c.attempts + 1,
                epoch=conversation.epoch,
                lease_owner=self._owner,
                lease_until=now + LEASE,
            )
        )
        if changed.rowcount != 1:
            return None
        return ClaimedTurn(
            conversation_id=conversation.id,
            seq=row.seq,
            message_id=row.message_id,
            said=row.said,
            upload_ids=tuple(row.upload_ids),
            epoch=conversation.epoch,
            attempts=row.attempts + 1,
            owner=self._owner,
        )

    def _skip_all(self, connection: Connection, conversation: ConversationView) -> None:
        """Lines written before a person took over are that person's to answer."""
        connection.execute(
            update(_TABLE)
            .where(
                _TABLE.c.conversation_id == conversation.id,
                or_(
                    _TABLE.c.state == TurnState.PENDING,
                    and_(
                        _TABLE.c.state == TurnState.RUNNING,
                        _TABLE.c.lease_until <= self._machine.now(),
                    ),
                ),
            )
            .values(state=TurnState.SKIPPED)
        )

    @staticmethod
    def _change(
        connection: Connection, statement: Update, turn: ClaimedTurn, **values: object
    ) -> None:
        mine = {
            "conversation": turn.conversation_id,
            "at_seq": turn.seq,
            "me": turn.owner,
            "attempt": turn.attempts,
        }
        if connection.execute(statement, {**mine, **values}).rowcount != 1:
            raise TurnLostError
