"""Chips: choices the bot offers, as tokens that only this server can make.

A token holds the label and Rasa's payload, is bound to one conversation, and ends a day after
the message that offered it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from bot.chat.errors import ChipExpiredError, ChipInvalidError
from bot.chat.views import ChipOffer

LIFETIME = timedelta(hours=24)
_SALT = "chip"


class ChipSigner:
    """Signs and reads chips.

    Args:
        secret: the signing secret of this installation.
    """

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt=_SALT)

    def sign(self, conversation_id: str, offer: ChipOffer, offered_at: datetime) -> str:
        """A token for ``offer`` in one conversation, good for 24 hours from ``offered_at``."""
        expires = int((offered_at + LIFETIME).timestamp())
        token = self._serializer.dumps([conversation_id, offer.title, offer.payload, expires])
        return token if isinstance(token, str) else token.decode("ascii")

    def read(self, conversation_id: str, token: str, now: datetime) -> ChipOffer:
        """What was offered by ``token``.

        Raises:
            ChipInvalidError: forged, damaged, or signed for another conversation.
            ChipExpiredError: genuine, but older than 24 hours.
        """
        try:
            bound_to, title, payload, expires = self._serializer.loads(token)
        except (BadSignature, ValueError, TypeError):
            raise ChipInvalidError from None
        if bound_to != conversation_id:
            raise ChipInvalidError
        if now.timestamp() > expires:
            raise ChipExpiredError
        return ChipOffer(title, payload)
