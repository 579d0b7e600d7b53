"""Where orders come from: the own store, or a shop's own system that is asked over HTTP.

``over_http`` is not loaded from here: it stands on the importing code, which itself goes through
the buyer's door, and the door needs only what is named below.
"""

from __future__ import annotations

from bot.aftersales.order_source.interface import (
    OrderSource,
    OrderSourceInvalid,
    OrderSourceUnavailable,
)
from bot.aftersales.order_source.own_store import OwnStore

__all__ = ["OrderSource", "OrderSourceInvalid", "OrderSourceUnavailable", "OwnStore"]
