"""Puts the rooms together from the settings: the one place where they are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.order_source import OrderSource, OwnStore
from bot.aftersales.order_source.over_http import HttpOrderSource
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.chat.conversations import Conversations
from bot.clock import Clock
from bot.settings import Settings
from bot.words import Words


@dataclass(frozen=True)
class BuyerSide:
    """All that somebody who talks with buyers may use."""

    door: BuyerDoor
    conversations: Conversations
    words: Words
    policy: Policy
    clock: Clock


def buyer_side(settings: Settings) -> BuyerSide:
    """The buyer's side of the business, on the database of the settings."""
    clock = settings.clock()
    store = Store(settings.database_url)
    policy = Policy.load(settings.policy_file)
    return BuyerSide(
        door=BuyerDoor(store, policy, clock, order_source(settings, store)),
        conversations=Conversations(store, clock),
        words=Words.load(settings.domain_file),
        policy=policy,
        clock=clock,
    )


def order_source(settings: Settings, store: Store) -> OrderSource:
    """The shop's own system where the settings name one, or else the store itself."""
    if settings.order_source_url is None or settings.order_source_token is None:
        return OwnStore()
    return HttpOrderSource(
        store,
        str(settings.order_source_url),
        settings.order_source_token.get_secret_value(),
        settings.order_source_fresh_seconds,
    )
