"""The built-in desk: conversations handed over, taken, answered and given back.

Every step is one transaction around a compare-and-set of the conversation's ownership, so that
two agents never have one buyer and the bot never talks over a person.
"""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from bot.aftersales.store import Store
from bot.chat import messages
from bot.chat.conversations import by_id, change_owner
from bot.chat.errors import OwnershipLostError
from bot.chat.models import Conversation, ConversationState, Sender
from bot.chat.views import ConversationView, NewMessage
from bot.clock import Clock
from bot.desk import queue
from bot.desk.agents import AgentView
from bot.desk.errors import AlreadyTakenError, NotForYouError, NotYoursError
from bot.desk.interface import SUMMARY_LINES, DeskChange, Packet, QueueEntry, StoredPacket
from bot.desk.models import DeskEvent, Handoff, HandoffState, Skill
from bot.desk.routing import priority_for, skill_for
from bot.words import Words

_OPEN = (HandoffState.WAITING, HandoffState.CLAIMED)


class BuiltinDesk:
    """The desk that comes with the product.

    Args:
        words: the markers a buyer reads.
        clock: gives messages and handoffs their time.
    """

    def __init__(self, store: Store, words: Words, clock: Clock) -> None:
        self._store = store
        self._words = words
        self._clock = clock

    def request(self, conversation_id: str, packet: Packet) -> DeskChange:
        """Put a conversation in the queue; asked again while it is open, nothing happens.

        Raises:
            UnknownConversationError: there is no such conversation.
        """
        now = self._clock.now()
        with self._store.transaction() as session:
            conversation = by_id(session.connection(), conversation_id, lock=True)
            if conversation.state is not ConversationState.BOT:
                return DeskChange(conversation, position=queue.position(session, conversation_id))
            queued = change_owner(session.connection(), conversation, ConversationState.QUEUED)
            session.execute(
                insert(Handoff).values(
                    conversation_id=conversation_id,
                    state=HandoffState.WAITING,
                    why=packet.why,
                    skill=skill_for(packet),
                    priority=priority_for(packet),
                    order_no=packet.order_no,
                    case_no=packet.case_no,
                    draft=[[field.label, field.value] for field in packet.draft],
                    evidence_ids=list(packet.evidence_ids),
                    summary=list(packet.summary[:SUMMARY_LINES]),
                    requested_at=now,
                )
            )
            self._log(session, conversation_id, conversation.buyer_id, "requested", packet.why)
            place = queue.position(session, conversation_id)
            return self._marked(
                session, queued, self._words.say("utter_handoff_queued", position=place), place
            )

    def leave(self, conversation_id: str) -> DeskChange:
        """The buyer leaves the queue; whoever does not wait stays where they are."""
        with self._store.transaction() as session:
            conversation = by_id(session.connection(), conversation_id, lock=True)
            if conversation.state is not ConversationState.QUEUED:
                return DeskChange(conversation)
            freed = change_owner(session.connection(), conversation, ConversationState.BOT)
            self._end(session, conversation_id, HandoffState.LEFT, None)
            self._log(session, conversation_id, conversation.buyer_id, "left")
            return self._marked(session, freed, self._words.say("utter_left_queue"))

    def position(self, conversation_id: str) -> int | None:
        """The place in the queue, from 1; None when the conversation does not wait."""
        with self._store.reading() as session:
            return queue.position(session, conversation_id)

    def waiting(self, agent: AgentView) -> tuple[QueueEntry, ...]:
        """Who waits for this agent, in order."""
        with self._store.reading() as session:
            return queue.waiting_for(session, agent)

    def mine(self, agent: AgentView) -> tuple[QueueEntry, ...]:
        """The conversations this agent has."""
        with self._store.reading() as session:
            return queue.served_by(session, agent)

    def waiting_conversations(self) -> tuple[str, ...]:
        """Every conversation that waits, to tell their buyers a new position."""
        with self._store.reading() as session:
            return queue.waiting_conversations(session)

    def look(
        self, conversation_id: str, agent: AgentView
    ) -> tuple[ConversationView, StoredPacket | None]:
        """A conversation and what the bot gave along; its owner has then read it.

        Raises:
            NotForYouError: it neither waits for this agent nor was ever theirs.
        """
        with self._store.transaction() as session:
            if not queue.is_visible_to(session, conversation_id, agent):
                raise NotForYouError(conversation_id)
            conversation = by_id(session.connection(), conversation_id)
            if conversation.owner_id == agent.id:
                self._mark_read(session, conversation_id)
            return conversation, queue.latest_packet(session, conversation_id)

    def claim(self, conversation_id: str, agent: AgentView) -> DeskChange:
        """Take a waiting conversation.

        Raises:
            AlreadyTakenError: somebody else was faster, or it no longer waits.
            NotForYouError: it waits for other people.
        """
        now = self._clock.now()
        with self._store.transaction() as session:
            conversation = by_id(session.connection(), conversation_id, lock=True)
            if conversation.owner_id == agent.id:
                return DeskChange(conversation)
            handoff = queue.open_handoff(session, conversation_id)
            if handoff is None or conversation.state is not ConversationState.QUEUED:
                raise AlreadyTakenError(conversation_id)
            if not agent.serves(handoff.skill):
                raise NotForYouError(conversation_id)
            try:
                taken = change_owner(
                    session.connection(),
                    conversation,
                    ConversationState.AGENT,
                    owner_id=agent.id,
                    owner_name=agent.name,
                )
            except OwnershipLostError:
                raise AlreadyTakenError(conversation_id) from None
            session.execute(
                update(Handoff)
                .where(Handoff.id == handoff.id)
                .values(state=HandoffState.CLAIMED, claimed_by=agent.id, claimed_at=now)
            )
            self._mark_read(session, conversation_id)
            self._log(session, conversation_id, agent.id, "claimed")
            joined = self._words.say("utter_handoff_agent_joined", agent_name=agent.name)
            return self._marked(session, taken, joined)

    def reply(
        self, conversation_id: str, agent: AgentView, client_msg_id: str, text: str
    ) -> DeskChange:
        """Write to the buyer; sent again under its ``client_msg_id``, nothing happens.

        Raises:
            NotYoursError: the conversation is not with this agent.
        """
        with self._store.transaction() as session:
            conversation = self._own(session, conversation_id, agent)
            earlier = messages.find_by_client_id(
                session.connection(), conversation_id, Sender.AGENT, client_msg_id
            )
            if earlier is not None:
                return DeskChange(conversation, (earlier,))
            reply = NewMessage(
                Sender.AGENT, text, agent_name=agent.name, client_msg_id=client_msg_id
            )
            conversation, written = messages.append(
                session.connection(), conversation_id, [reply], self._clock.now()
            )
            self._mark_read(session, conversation_id)
            self._log(session, conversation_id, agent.id, "replied")
            return DeskChange(conversation, written)

    def note(self, conversation_id: str, agent: AgentView, text: str) -> DeskChange:
        """Write something only agents see.

        Raises:
            NotForYouError: the conversation is none of this agent's business.
        """
        with self._store.transaction() as session:
            if not queue.is_visible_to(session, conversation_id, agent):
                raise NotForYouError(conversation_id)
            conversation = by_id(session.connection(), conversation_id, lock=True)
            note = NewMessage(Sender.NOTE, text, agent_name=agent.name)
            written = messages.append_notes(
                session.connection(), conversation, [note], self._clock.now()
            )
            return DeskChange(conversation, written)

    def transfer(
        self, conversation_id: str, agent: AgentView, skill: Skill | None = None
    ) -> DeskChange:
        """Put a conversation back into the queue, of ``skill`` or of the one it came from.

        Raises:
            NotYoursError: the conversation is not with this agent.
        """
        with self._store.transaction() as session:
            conversation = self._own(session, conversation_id, agent)
            queued = change_owner(session.connection(), conversation, ConversationState.QUEUED)
            changes: dict[str, object] = {
                "state": HandoffState.WAITING,
                "claimed_at": None,
                "requested_at": self._clock.now(),
            }
            if skill is not None:
                changes["skill"] = skill
            session.execute(
                update(Handoff)
                .where(Handoff.conversation_id == conversation_id, Handoff.state.in_(_OPEN))
                .values(changes)
            )
            self._log(session, conversation_id, agent.id, "transferred", skill or "")
            place = queue.position(session, conversation_id)
            return self._marked(
                session, queued, self._words.say("utter_handoff_transferred", position=place), place
            )

    def close(self, conversation_id: str, agent: AgentView, reason: str) -> DeskChange:
        """End the human segment; the bot answers again.

        Raises:
            NotYoursError: the conversation is not with this agent.
        """
        with self._store.transaction() as session:
            conversation = self._own(session, conversation_id, agent)
            freed = change_owner(session.connection(), conversation, ConversationState.BOT)
            self._end(session, conversation_id, HandoffState.CLOSED, reason)
            self._log(session, conversation_id, agent.id, "closed", reason)
            return self._marked(session, freed, self._words.say("utter_handoff_closed"))

    def _own(self, session: Session, conversation_id: str, agent: AgentView) -> ConversationView:
        conversation = by_id(session.connection(), conversation_id, lock=True)
        with_somebody = conversation.state is ConversationState.AGENT
        if not with_somebody or conversation.owner_id != agent.id:
            raise NotYoursError(conversation_id)
        return conversation

    def _marked(
        self, session: Session, conversation: ConversationView, text: str, place: int | None = None
    ) -> DeskChange:
        marker = NewMessage(Sender.SYSTEM, text)
        conversation, written = messages.append(
            session.connection(), conversation.id, [marker], self._clock.now()
        )
        return DeskChange(conversation, written, place)

    def _end(
        self, session: Session, conversation_id: str, state: HandoffState, reason: str | None
    ) -> None:
        session.execute(
            update(Handoff)
            .where(Handoff.conversation_id == conversation_id, Handoff.state.in_(_OPEN))
            .values(state=state, ended_at=self._clock.now(), end_reason=reason)
        )

    def _mark_read(self, session: Session, conversation_id: str) -> None:
        session.execute(
            update(Conversation)
            .where(Conversation.id == conversation_id)
            .values(agent_read_seq=Conversation.last_seq)
        )

    def _log(
        self, session: Session, conversation_id: str, actor_id: str, event: str, detail: str = ""
    ) -> None:
        session.execute(
            insert(DeskEvent).values(
                conversation_id=conversation_id,
                actor_id=actor_id,
                event=event,
                detail=detail,
                created_at=self._clock.now(),
            )
        )
