"""Lets the doors work inside a transaction that is already open, so that all of it is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from bot.aftersales.store import Store


class OneTransaction(Store):
    """A store whose every transaction is part of the one ``session`` is in.

    What a door does is written, but committed only with that transaction; what it refuses must
    end that transaction.
    """

    def __init__(self, session: Session) -> None:
        self.engine = session.get_bind().engine
        self._session = session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """The session, everything pending flushed at the end."""
        yield self._session
        self._session.flush()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """The session: it sees what it has not committed yet."""
        yield self._session
