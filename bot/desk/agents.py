"""Who works at the desk: accounts, passwords (argon2) and sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from hashlib import sha256
from secrets import token_hex, token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.aftersales.store import Store
from bot.clock import Clock, SystemClock
from bot.desk.errors import BadCredentialsError, NotSignedInError, UsernameTakenError
from bot.desk.models import Agent, AgentSession, Role, Skill

SESSION_LIFETIME = timedelta(hours=12)

# OWASP's argon2id parameters of least memory: the desk shares a small process.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True)
class AgentView:
    """Somebody at the desk. No skills means all of them."""

    id: str
    name: str
    role: Role
    skills: tuple[Skill, ...]

    def serves(self, skill: Skill) -> bool:
        """Whether conversations of this queue are for this agent."""
        return self.role is Role.SUPERVISOR or not self.skills or skill in self.skills


@dataclass(frozen=True)
class SignedIn:
    """A session: ``token`` goes into the cookie, ``csrf_token`` into a header of each change."""

    agent: AgentView
    token: str
    csrf_token: str


class Agents:
    """The accounts of the desk.

    Args:
        clock: measures sessions; the machine's own, even where the business's clock is set.
    """

    def __init__(self, store: Store, clock: Clock | None = None) -> None:
        self._store = store
        self._clock = clock or SystemClock()

    def create(
        self,
        username: str,
        name: str,
        password: str,
        role: Role | str = Role.AGENT,
        skills: Sequence[Skill | str] = (),
    ) -> AgentView:
        """A new account.

        Args:
            skills: the queues it serves; none for all of them.

        Raises:
            UsernameTakenError: there is one of that user name.
        """
        view = AgentView(
            id=f"a_{token_hex(8)}",
            name=name,
            role=Role(role),
            skills=tuple(Skill(skill) for skill in skills),
        )
        try:
            with self._store.transaction() as session:
                session.execute(
                    insert(Agent).values(
                        id=view.id,
                        username=username,
                        name=name,
                        password_hash=_HASHER.hash(password),
                        role=view.role,
                        skills=[str(skill) for skill in view.skills],
                        active=True,
                        created_at=self._clock.now(),
                    )
                )
        except IntegrityError:
            raise UsernameTakenError(username) from None
        return view

    def exists(self, username: str) -> bool:
        """Whether there is an account of that user name."""
        with self._store.reading() as session:
            return session.scalar(select(Agent.id).where(Agent.username == username)) is not None

    def sign_in(self, username: str, password: str) -> SignedIn:
        """Begin a session.

        Raises:
            BadCredentialsError: user name or password is wrong, or the account is closed.
        """
        with self._store.reading() as session:
            agent = session.scalar(
                select(Agent).where(Agent.username == username, Agent.active.is_(True))
            )
        # Somebody unknown costs the same time, so that names cannot be told from the outside.
        if (
            not _matches(agent.password_hash if agent else _nobodys_hash(), password)
            or agent is None
        ):
            raise BadCredentialsError
        signed_in = SignedIn(_view(agent), token_urlsafe(32), token_urlsafe(32))
        now = self._clock.now()
        with self._store.transaction() as session:
            session.execute(delete(AgentSession).where(AgentSession.expires_at <= now))
            session.execute(
                insert(AgentSession).values(
                    token_hash=_digest(signed_in.token),
                    agent_id=agent.id,
                    csrf_token=signed_in.csrf_token,
                    expires_at=now + SESSION_LIFETIME,
                )
            )
        return signed_in

    def session(self, token: str) -> SignedIn:
        """The session behind a cookie.

        Raises:
            NotSignedInError: there is none, it has ended, or the account is closed.
        """
        with self._store.reading() as session:
            row = session.execute(
                select(Agent, AgentSession.csrf_token)
                .join(AgentSession, AgentSession.agent_id == Agent.id)
                .where(
                    AgentSession.token_hash == _digest(token),
                    AgentSession.expires_at > self._clock.now(),
                    Agent.active.is_(True),
                )
            ).one_or_none()
        if row is None:
            raise NotSignedInError
        return SignedIn(_view(row[0]), token, row.csrf_token)

    def sign_out(self, token: str) -> None:
        """End a session."""
        with self._store.transaction() as session:
            session.execute(delete(AgentSession).where(AgentSession.token_hash == _digest(token)))


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(token_hex(16))


def _matches(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _view(agent: Agent) -> AgentView:
    return AgentView(
        agent.id, agent.name, agent.role, tuple(Skill(skill) for skill in agent.skills)
    )
