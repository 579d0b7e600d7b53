"""A buyer's message on its way in: stored, numbered and put in line for the bot, in one commit."""

from __future__ import annotations

from dataclasses import dataclass

from bot.aftersales.store import Store
from bot.chat import messages
from bot.chat.conversations import find_or_begin
from bot.chat.database import writing
from bot.chat.errors import UnknownUploadError
from bot.chat.models import ConversationState, Sender
from bot.chat.turns import ClaimedTurn, Turns
from bot.chat.uploads import uploads_of_buyer
from bot.chat.views import ConversationView, MessageView, NewMessage
from bot.clock import Clock


@dataclass(frozen=True)
class Incoming:
    """What a buyer sent: ``text`` is what people read, ``said`` what Rasa reads."""

    client_msg_id: str
    text: str
    said: str
    upload_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """A message that is committed. ``is_new`` is false when it had arrived before.

    ``turn`` is claimed for this process, or None: a person answers, or another turn is first.
    """

    conversation: ConversationView
    message: MessageView
    is_new: bool
    turn: ClaimedTurn | None


class Intake:
    """Takes in what buyers write."""

    def __init__(self, store: Store, clock: Clock, turns: Turns) -> None:
        self._store = store
        self._clock = clock
        self._turns = turns

    def accept(self, buyer_id: str, incoming: Incoming) -> Accepted:
        """Store a buyer's message; sent again under its ``client_msg_id``, nothing happens.

        Raises:
            UnknownUploadError: an upload is not there or not this buyer's.
        """
        now = self._clock.now()
        with writing(self._store) as connection:
            conversation = find_or_begin(connection, buyer_id, now)
            earlier = messages.find_by_client_id(
                connection, conversation.id, Sender.BUYER, incoming.client_msg_id
            )
            if earlier is not None:
                return Accepted(conversation, earlier, is_new=False, turn=None)
            uploads = uploads_of_buyer(connection, buyer_id, incoming.upload_ids)
            if len(uploads) != len(set(incoming.upload_ids)):
                raise UnknownUploadError
            new = NewMessage(
                Sender.BUYER,
                incoming.text,
                uploads=uploads,
                client_msg_id=incoming.client_msg_id,
            )
            conversation, (message,) = messages.append(connection, conversation.id, [new], now)
            turn = None
            if conversation.state is ConversationState.BOT:
                turn = self._turns.begin(connection, conversation, message, incoming.said, now)
            return Accepted(conversation, message, is_new=True, turn=turn)
