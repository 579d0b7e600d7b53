"""What buyers think of answers and of people."""

from __future__ import annotations

from sqlalchemy import insert, select

from bot.aftersales.store import Store
from bot.chat.models import Feedback, Message
from bot.clock import Clock


class FeedbackBox:
    """Takes in feedback."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(
        self,
        conversation_id: str,
        *,
        message_id: int | None = None,
        useful: bool | None = None,
        rating: int | None = None,
    ) -> bool:
        """Keep one opinion; False when ``message_id`` is not of this conversation."""
        with self._store.transaction() as session:
            if message_id is not None:
                known = select(Message.id).where(
                    Message.id == message_id, Message.conversation_id == conversation_id
                )
                if session.scalar(known) is None:
                    return False
            session.execute(
                insert(Feedback).values(
                    conversation_id=conversation_id,
                    message_id=message_id,
                    useful=useful,
                    rating=rating,
                    created_at=self._clock.now(),
                )
            )
        return True
