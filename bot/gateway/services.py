"""Everything the routes work with, put together once from the settings."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from secrets import token_hex

import socketio

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.chat.chips import ChipSigner
from bot.chat.conversations import Conversations
from bot.chat.database import open_store
from bot.chat.feedback import FeedbackBox
from bot.chat.intake import Intake
from bot.chat.messages import Messages
from bot.chat.turns import Turns
from bot.chat.uploads import UploadRecords
from bot.clock import Clock, SystemClock
from bot.desk.agents import Agents
from bot.desk.builtin import BuiltinDesk
from bot.gateway.auth import TokenReader
from bot.gateway.bot_turns import TurnRunner
from bot.gateway.buyers import BuyerNames
from bot.gateway.fanout import Fanout
from bot.gateway.handoffs import Handoffs
from bot.gateway.inbound import Inbound
from bot.gateway.limits import BODY_BYTES, Buckets, LocalBuckets, RateLimits
from bot.gateway.presenter import Presenter, UploadLinks
from bot.gateway.rasa import Rasa
from bot.gateway.server_half import redis_manager
from bot.gateway.threads import DatabaseThreads
from bot.gateway.uploads import UploadStore
from bot.learning.review import Review
from bot.settings import Settings
from bot.words import Words


@dataclass(frozen=True)
class Services:
    """The gateway's parts. ``business`` waits for the disk at each commit, ``chat`` does not."""

    settings: Settings
    words: Words
    clock: Clock
    machine: Clock
    business: Store
    chat: Store
    threads: DatabaseThreads
    door: BuyerDoor
    buyers: BuyerNames
    conversations: Conversations
    messages: Messages
    feedback: FeedbackBox
    review: Review
    desk: BuiltinDesk
    agents: Agents
    tokens: TokenReader
    limits: RateLimits
    links: UploadLinks
    presenter: Presenter
    sockets: socketio.AsyncServer
    fanout: Fanout
    handoffs: Handoffs
    rasa: Rasa
    runner: TurnRunner
    inbound: Inbound
    uploads: UploadStore


def build_services(settings: Settings) -> Services:
    """Put the gateway together.

    Raises:
        OSError: a file named in the settings cannot be read.
        PolicyError: the rules cannot be used.
    """
    words = Words.load(settings.domain_file)
    clock, machine = settings.clock(), SystemClock()
    business, chat = Store(settings.database_url), open_store(settings.database_url)
    threads = DatabaseThreads(settings.database_url)
    door = BuyerDoor(business, Policy.load(settings.policy_file), clock)
    secret = settings.signing_secret.get_secret_value()
    chips, links = ChipSigner(secret), UploadLinks(secret, machine)
    presenter = Presenter(chips, links)
    conversations, messages = Conversations(chat, clock), Messages(chat)
    desk = BuiltinDesk(chat, words, clock)
    sockets = _socket_server(settings)
    fanout = Fanout(
        sockets,
        presenter,
        threads,
        conversations,
        messages,
        desk,
        several=settings.redis_url is not None,
    )
    handoffs = Handoffs(desk, messages, threads, fanout)
    limits = RateLimits(_buckets(settings), settings.messages_per_minute)
    turns = Turns(chat, clock, owner=_process_name(), machine=machine)
    rasa = Rasa(settings.rasa_port)
    runner = TurnRunner(
        turns,
        conversations,
        rasa,
        fanout,
        threads,
        words,
        settings.turn_timeout_seconds,
        handoffs.without_the_bot,
    )
    inbound = Inbound(
        Intake(chat, clock, turns), conversations, chips, limits, threads, fanout, runner, clock
    )
    return Services(
        settings=settings,
        words=words,
        clock=clock,
        machine=machine,
        business=business,
        chat=chat,
        threads=threads,
        door=door,
        buyers=BuyerNames(business),
        conversations=conversations,
        messages=messages,
        feedback=FeedbackBox(chat, clock),
        review=Review(chat, clock),
        desk=desk,
        agents=Agents(chat, machine),
        tokens=TokenReader(settings, machine),
        limits=limits,
        links=links,
        presenter=presenter,
        sockets=sockets,
        fanout=fanout,
        handoffs=handoffs,
        rasa=rasa,
        runner=runner,
        inbound=inbound,
        uploads=UploadStore(
            settings.var_dir / "uploads", UploadRecords(chat, clock), door, threads
        ),
    )


def _socket_server(settings: Settings) -> socketio.AsyncServer:
    manager = redis_manager(settings.redis_url) if settings.redis_url else None
    return socketio.AsyncServer(
        async_mode="asgi",
        client_manager=manager,
        # None lets only pages of the same origin in.
        cors_allowed_origins=list(settings.allowed_origins) or None,
        max_http_buffer_size=BODY_BYTES,
    )


def _buckets(settings: Settings) -> Buckets:
    if settings.redis_url is None:
        return LocalBuckets()
    # Eleven megabytes that a gateway alone does not need.
    from bot.gateway.redis_buckets import RedisBuckets  # noqa: PLC0415

    return RedisBuckets(settings.redis_url)


def _process_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{token_hex(4)}"
