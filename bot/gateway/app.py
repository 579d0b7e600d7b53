"""The gateway as one ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import socketio
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from bot.gateway import (
    agent_api,
    backoffice_api,
    buyer_api,
    health,
    internal_api,
    pages,
    review_api,
    uploads_api,
)
from bot.gateway.errors import install_error_handlers
from bot.gateway.limits import BodyLimit
from bot.gateway.services import Services, build_services
from bot.gateway.sockets import AgentNamespace, BuyerNamespace
from bot.settings import Settings


def create_app(settings: Settings) -> ASGIApp:
    """HTTP and Socket.IO together, for any ASGI server.

    Raises:
        OSError: a file named in the settings cannot be read.
        PolicyError: the rules cannot be used.
    """
    house = build_services(settings)
    house.sockets.register_namespace(BuyerNamespace(house))
    house.sockets.register_namespace(AgentNamespace(house))
    app: ASGIApp = socketio.ASGIApp(house.sockets, _http(settings, house))
    return app


def _http(settings: Settings, house: Services) -> FastAPI:
    app = FastAPI(
        title="Refund assistant",
        version="1",
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.services = house
    install_error_handlers(app, house.words)
    app.add_middleware(BodyLimit, words=house.words)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    app.include_router(buyer_api.router)
    app.include_router(uploads_api.router)
    app.include_router(agent_api.router)
    app.include_router(review_api.router)
    app.include_router(internal_api.router)
    app.include_router(backoffice_api.backoffice(house))
    app.include_router(health.router)
    app.include_router(pages.pages(settings))
    if settings.env != "production":
        # The demo shop brings the importer along: a real gateway should not carry it.
        from bot.gateway import demo_api  # noqa: PLC0415

        app.include_router(demo_api.router)
    app.mount("/static", pages.Assets(directory=pages.STATIC, check_dir=False))
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    house: Services = app.state.services
    sweeping = asyncio.create_task(house.runner.sweep_forever())
    try:
        yield
    finally:
        sweeping.cancel()
        with suppress(asyncio.CancelledError):
            await sweeping
        await house.runner.close()
        house.rasa.close()
        house.chat.close()
        house.business.close()
