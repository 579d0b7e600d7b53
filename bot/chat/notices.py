"""What happens to a buyer's cases, told in their conversation, once.

A notice is written in the transaction that ticks its outbox row off: it is either both or
neither, whichever process dies when.
"""

from __future__ import annotations

import structlog
from sqlalchemy import select

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.errors import AftersalesError
from bot.aftersales.models import OutboxMessage
from bot.aftersales.money import format_fen
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView
from bot.cards.cases import case_card
from bot.cards.figures import instant
from bot.cards.offers import offer_buttons
from bot.chat import messages
from bot.chat.conversations import find_or_begin
from bot.chat.models import Sender
from bot.chat.views import ChipOffer, NewMessage
from bot.clock import Clock
from bot.words import UnknownWordsError, Words

_log = structlog.get_logger(__name__)


class Notices:
    """Brings the business's outbox into the conversations.

    Args:
        store: the database that holds outbox and conversations.
        door: tells what the cases look like to their buyers.
    """

    def __init__(self, store: Store, door: BuyerDoor, words: Words, clock: Clock) -> None:
        self._store = store
        self._door = door
        self._words = words
        self._clock = clock

    def deliver(self, limit: int) -> tuple[str, ...]:
        """Write up to ``limit`` notices, oldest first; the conversations they went into.

        One that cannot be told is logged and stays, and does not keep the others waiting.
        """
        waiting = select(OutboxMessage).where(OutboxMessage.delivered_at.is_(None))
        with self._store.reading() as session:
            rows = session.scalars(waiting.order_by(OutboxMessage.id).limit(limit)).all()
        told: dict[str, None] = {}
        for row in rows:
            try:
                conversation_id = self._tell(row)
            except (AftersalesError, UnknownWordsError) as error:
                _log.error("notice_failed", case_no=row.case_no, step=row.event, error=str(error))
                continue
            if conversation_id is not None:
                told[conversation_id] = None
        return tuple(told)

    def _tell(self, notice: OutboxMessage) -> str | None:
        """Write one notice; None when somebody else was faster."""
        case = self._door.case(notice.buyer_id, notice.case_no)
        message = NewMessage(
            Sender.SYSTEM,
            self._sentence(notice, case),
            chips=tuple(ChipOffer(*button) for button in self._buttons(notice, case)),
            card=case_card(case, self._words),
            client_msg_id=f"outbox-{notice.id}",
        )
        now = self._clock.now()
        with self._store.transaction() as session:
            row = session.get(OutboxMessage, notice.id, with_for_update=True)
            if row is None or row.delivered_at is not None:
                return None
            row.delivered_at = now
            connection = session.connection()
            conversation = find_or_begin(connection, notice.buyer_id, now)
            messages.append(connection, conversation.id, [message], now)
        return conversation.id

    def _buttons(self, notice: OutboxMessage, case: CaseView) -> list[tuple[str, str]]:
        """The two answers to an offer that has just been made."""
        return offer_buttons(case, self._words) if notice.event == "COUNTER_OFFER" else []

    def _sentence(self, notice: OutboxMessage, case: CaseView) -> str:
        """``utter_notice_<step>``, or ``utter_notice_<step>_<status>`` where there is one."""
        reached = next(step.to_status for step in case.timeline if step.seq == notice.event_seq)
        plain = f"utter_notice_{notice.event}".lower()
        exact = f"{plain}_{reached}".lower()
        amounts = (case.approved_fen, case.offer_fen, case.requested_fen)
        return self._words.say(
            exact if self._words.has(exact) else plain,
            case_no=case.case_no,
            product=case.item.title,
            amount=format_fen(next(fen for fen in amounts if fen is not None)),
            deadline=instant(case.deadline_at) if case.deadline_at else "",
        )
