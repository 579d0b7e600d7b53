"""Puts the rooms together from the settings: the one place where they are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.aftersales.buyer import BuyerDoor
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
        door=BuyerDoor(store, policy, clock),
        conversations=Conversations(store, clock),
        words=Words.load(settings.domain_file),
        policy=policy,
        clock=clock,
    )
