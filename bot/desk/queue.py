"""The queue as people see it: who waits, since when, and in which place."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.chat.models import Conversation, Message, Sender
from bot.desk.agents import AgentView
from bot.desk.interface import DraftField, Packet, QueueEntry, StoredPacket
from bot.desk.models import Handoff, HandoffState, Role

SHOWN = 200
"""The most entries shown at once."""


def open_handoff(session: Session, conversation_id: str) -> Handoff | None:
    """The handoff that waits or is being served."""
    return session.scalar(
        select(Handoff).where(
            Handoff.conversation_id == conversation_id,
            Handoff.state.in_([HandoffState.WAITING, HandoffState.CLAIMED]),
        )
    )


def position(session: Session, conversation_id: str) -> int | None:
    """The place among those who wait for the same people, from 1."""
    handoff = open_handoff(session, conversation_id)
    if handoff is None or handoff.state is not HandoffState.WAITING:
        return None
    ahead = session.scalar(
        select(func.count(Handoff.id)).where(
            Handoff.state == HandoffState.WAITING,
            Handoff.skill == handoff.skill,
            or_(
                Handoff.priority > handoff.priority,
                and_(
                    Handoff.priority == handoff.priority,
                    or_(
                        Handoff.requested_at < handoff.requested_at,
                        and_(Handoff.requested_at == handoff.requested_at, Handoff.id < handoff.id),
                    ),
                ),
            ),
        )
    )
    return (ahead or 0) + 1


def waiting_for(session: Session, agent: AgentView) -> tuple[QueueEntry, ...]:
    """Who waits for this agent, first come first; urgent ones before."""
    query = _handoffs().where(Handoff.state == HandoffState.WAITING)
    rows = session.scalars(
        query.order_by(Handoff.priority.desc(), Handoff.requested_at, Handoff.id)
    )
    return _entries(session, [row for row in rows if agent.serves(row.skill)])


def served_by(session: Session, agent: AgentView) -> tuple[QueueEntry, ...]:
    """The conversations this agent has; a supervisor sees everybody's."""
    query = _handoffs().where(Handoff.state == HandoffState.CLAIMED)
    if agent.role is not Role.SUPERVISOR:
        query = query.where(Handoff.claimed_by == agent.id)
    return _entries(session, session.scalars(query.order_by(Handoff.claimed_at)).all())


def waiting_conversations(session: Session) -> tuple[str, ...]:
    """Every conversation that waits, whoever for."""
    return tuple(
        session.scalars(
            select(Handoff.conversation_id)
            .where(Handoff.state == HandoffState.WAITING)
            .order_by(Handoff.requested_at)
            .limit(SHOWN)
        )
    )


def is_visible_to(session: Session, conversation_id: str, agent: AgentView) -> bool:
    """Whether this agent may look into a conversation: waiting for them, or had by them."""
    handoffs = session.scalars(select(Handoff).where(Handoff.conversation_id == conversation_id))
    return any(
        agent.role is Role.SUPERVISOR
        or handoff.claimed_by == agent.id
        or (handoff.state is HandoffState.WAITING and agent.serves(handoff.skill))
        for handoff in handoffs
    )


def latest_packet(session: Session, conversation_id: str) -> StoredPacket | None:
    """What the bot gave along at the last handoff."""
    handoff = session.scalar(
        select(Handoff)
        .where(Handoff.conversation_id == conversation_id)
        .order_by(Handoff.id.desc())
        .limit(1)
    )
    if handoff is None:
        return None
    packet = Packet(
        why=handoff.why,
        order_no=handoff.order_no,
        case_no=handoff.case_no,
        draft=tuple(DraftField(*field) for field in handoff.draft),
        evidence_ids=tuple(handoff.evidence_ids),
        summary=tuple(handoff.summary),
    )
    return StoredPacket(packet, handoff.skill, handoff.requested_at)


def _handoffs() -> Select[Handoff]:
    return select(Handoff).limit(SHOWN)


def _entries(session: Session, handoffs: Sequence[Handoff]) -> tuple[QueueEntry, ...]:
    return tuple(_entry(session, handoff) for handoff in handoffs)


def _entry(session: Session, handoff: Handoff) -> QueueEntry:
    said_by_buyer = (
        Message.conversation_id == handoff.conversation_id,
        Message.sender == Sender.BUYER,
    )
    last_text = session.scalar(
        select(Message.text).where(*said_by_buyer).order_by(Message.seq.desc()).limit(1)
    )
    buyer_id, read_seq = session.execute(
        select(Conversation.buyer_id, Conversation.agent_read_seq).where(
            Conversation.id == handoff.conversation_id
        )
    ).one()
    unread = session.scalar(
        select(func.count(Message.id)).where(*said_by_buyer, Message.seq > read_seq)
    )
    return QueueEntry(
        conversation_id=handoff.conversation_id,
        buyer_id=buyer_id,
        why=handoff.why,
        skill=handoff.skill,
        summary=tuple(handoff.summary),
        waiting_since=handoff.requested_at,
        last_text=last_text or "",
        position=position(session, handoff.conversation_id),
        unread=unread or 0,
    )
