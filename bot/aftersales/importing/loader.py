"""Brings a whole document into the database, or nothing of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.aftersales.importing.checks import problems_of
from bot.aftersales.importing.orders import add_orders
from bot.aftersales.importing.people import add_people, unknown_people
from bot.aftersales.importing.positions import Positions
from bot.aftersales.importing.problems import (
    ImportConflict,
    ImportInvalid,
    ImportRefused,
    located,
)
from bot.aftersales.importing.reading import Reading
from bot.aftersales.importing.replay import Replay
from bot.aftersales.importing.stored import Tally
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.clock import Clock


@dataclass(frozen=True)
class ImportReport:
    """How many buyers, sellers, orders and cases were added or stored already."""

    added: Mapping[str, int]
    unchanged: Mapping[str, int]


class Importer:
    """Imports documents.

    Args:
        store: where the business is kept.
        policy: the rules that the cases' deadlines follow from.
        clock: what time it is; nothing may have happened later.
    """

    def __init__(self, store: Store, policy: Policy, clock: Clock) -> None:
        self._store = store
        self._policy = policy
        self._clock = clock

    def load(self, reading: Reading) -> ImportReport:
        """Store what is new, in one transaction; what is stored already must be the same.

        Raises:
            ImportInvalid: something does not add up or was not possible.
            ImportConflict: something is stored already and differs.
        """
        with self._store.transaction() as session:
            return self.load_into(session, reading)

    def load_into(self, session: Session, reading: Reading) -> ImportReport:
        """The same within a transaction that goes on; it must not be committed on an error."""
        try:
            tally = self._load(session, reading)
        except ImportRefused as refused:
            raise _located(refused, reading.positions) from refused
        return ImportReport(dict(+tally.added), dict(+tally.unchanged))

    def _load(self, session: Session, reading: Reading) -> Tally:
        document = reading.document
        problems = problems_of(document)
        if problems:
            raise ImportInvalid(problems)
        tally = Tally()
        add_people(session, document, tally)
        unknown = unknown_people(session, document)
        if unknown:
            raise ImportInvalid(unknown)
        add_orders(session, document, tally)
        if tally.conflicts:
            raise ImportConflict(tally.conflicts)
        Replay(session, self._policy, self._clock.now()).add_cases(document, tally)
        if tally.conflicts:
            raise ImportConflict(tally.conflicts)
        return tally


def _located(refused: ImportRefused, positions: Positions) -> ImportRefused:
    return type(refused)(located(refused.problems, positions))
