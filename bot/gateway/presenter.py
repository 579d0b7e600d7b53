"""From the chat's pictures to the JSON of the contract; here chips and addresses are signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import JsonValue

from bot.chat.chips import ChipSigner
from bot.chat.models import Sender
from bot.chat.views import ChipOffer, ConversationView, MessageView, UploadView
from bot.clock import Clock
from bot.gateway.errors import ApiError
from bot.gateway.schemas import ChipOut, ConversationOut, MessageOut, UploadOut

_HOUR = 3600


class UploadLinks:
    """Addresses of uploads that end within two hours.

    They change once an hour, so that a browser may keep a picture it has.

    Args:
        machine: the machine's clock.
    """

    def __init__(self, secret: str, machine: Clock) -> None:
        self._serializer = URLSafeSerializer(secret, salt="upload")
        self._machine = machine

    def url(self, upload_id: str) -> str:
        """A relative address of the file."""
        expires = (int(self._machine.now().timestamp()) // _HOUR + 2) * _HOUR
        signature = self._serializer.dumps([upload_id, expires])
        return f"/api/v1/uploads/{upload_id}?sig={signature!s}"

    def check(self, upload_id: str, signature: str) -> None:
        """Let only a fresh, genuine address pass.

        Raises:
            ApiError: LINK_EXPIRED.
        """
        try:
            signed_id, expires = self._serializer.loads(signature)
        except (BadSignature, ValueError, TypeError):
            raise ApiError("LINK_EXPIRED", 403) from None
        if signed_id != upload_id or self._machine.now().timestamp() > expires:
            raise ApiError("LINK_EXPIRED", 403)


class Presenter:
    """Makes what clients read."""

    def __init__(self, chips: ChipSigner, links: UploadLinks) -> None:
        self._chips = chips
        self._links = links

    def message(self, message: MessageView) -> MessageOut:
        """One message."""
        return MessageOut(
            id=message.public_id,
            seq=message.seq,
            conversation_id=message.conversation_id,
            sender=message.sender,
            agent_name=message.agent_name,
            client_msg_id=message.client_msg_id,
            text=message.text,
            chips=[self._chip(message, offer) for offer in message.chips],
            card=self._card(message),
            uploads=[self.upload(file) for file in message.uploads],
            created_at=instant(message.created_at),
        )

    def messages(self, messages: Iterable[MessageView]) -> list[MessageOut]:
        """Several messages."""
        return [self.message(message) for message in messages]

    def replies(self, messages: Iterable[MessageView]) -> list[MessageOut]:
        """Those of the messages that the buyer did not write."""
        return [self.message(each) for each in messages if each.sender is not Sender.BUYER]

    def upload(self, file: UploadView) -> UploadOut:
        """One stored file with a fresh address."""
        return UploadOut(
            upload_id=file.upload_id,
            media_type=file.media_type,
            url=self._links.url(file.upload_id),
            bytes=file.bytes,
        )

    @staticmethod
    def conversation(
        conversation: ConversationView, *, position: int | None, unread: int
    ) -> ConversationOut:
        """A conversation as its buyer sees it."""
        return ConversationOut(
            id=conversation.id,
            state=conversation.state,
            epoch=conversation.epoch,
            queue_position=position,
            agent_name=conversation.owner_name,
            unread=unread,
            last_seq=conversation.last_seq,
        )

    def _card(self, message: MessageView) -> dict[str, JsonValue] | None:
        if message.card is None:
            return None
        return {name: self._signed(message, value) for name, value in message.card.items()}

    def _signed(self, message: MessageView, value: JsonValue) -> JsonValue:
        """``value`` with every button in it turned into a chip, however deep."""
        if isinstance(value, list):
            return [self._signed(message, each) for each in value]
        if not isinstance(value, dict):
            return value
        if value.keys() == {"title", "payload"}:
            offer = ChipOffer(str(value["title"]), str(value["payload"]))
            return self._chip(message, offer).model_dump()
        return {name: self._signed(message, each) for name, each in value.items()}

    def _chip(self, message: MessageView, offer: ChipOffer) -> ChipOut:
        token = self._chips.sign(message.conversation_id, offer, message.created_at)
        return ChipOut(label=offer.title, token=token)


def instant(moment: datetime) -> str:
    """ISO 8601 with the offset of Shanghai."""
    return moment.isoformat(timespec="milliseconds")
