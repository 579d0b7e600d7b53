"""A signature serves one call: what was signed once cannot be sent along with something else.

The signature of a back-office call covers its time and its body, and many bodies are alike: those
of all approvals are empty. So it is remembered which call a signature came with, for longer than it
holds. The very same call may come again with it, as a line that breaks makes necessary.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.aftersales.errors import Refused
from bot.aftersales.models import UsedSignature
from bot.aftersales.views import Refusal

KEPT = timedelta(hours=1)
"""How long a signature is remembered; it must not hold for longer than this."""


def use_signature(session: Session, signature: str, call: tuple[str, ...], now: datetime) -> None:
    """Let ``signature`` serve ``call`` and no other one.

    Args:
        call: everything that makes it this call and is not in the signed body.
        now: by the machine's clock, as for the signature itself.

    Raises:
        Refused: SIGNATURE_USED, it came with another call before.
    """
    session.execute(delete(UsedSignature).where(UsedSignature.used_at < now - KEPT))
    call_hash = hashlib.sha256(json.dumps(call).encode()).hexdigest()
    served = session.scalar(
        select(UsedSignature.call_hash).where(UsedSignature.signature == signature)
    )
    if served is None:
        session.add(UsedSignature(signature=signature, call_hash=call_hash, used_at=now))
    elif served != call_hash:
        raise Refused([Refusal("SIGNATURE_USED")])
