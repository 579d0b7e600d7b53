"""Whether the gateway lives, whether it can serve, and what it counts."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

import anyio
import urllib3
from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.aftersales.store import Store
from bot.gateway.dependencies import House

_SECONDS = 2.0

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthy() -> dict[str, bool]:
    """The process answers."""
    return {"ok": True}


@router.get("/readyz")
async def ready(house: House) -> JSONResponse:
    """Database, Rasa and actions answer; 503 where one does not."""
    database, rasa, actions = await asyncio.gather(
        house.threads.read(_database_answers, house.chat),
        anyio.to_thread.run_sync(_answers, house.settings.rasa_port, "/"),
        anyio.to_thread.run_sync(_answers, house.settings.actions_port, "/health"),
    )
    parts = {"database": database, "rasa": rasa, "actions": actions}
    return JSONResponse(parts, 200 if all(parts.values()) else 503)


@router.get("/metrics")
async def metrics() -> Response:
    """For Prometheus."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _database_answers(store: Store) -> bool:
    try:
        with store.reading() as session:
            session.execute(text("SELECT 1 FROM conversations LIMIT 1"))
    except SQLAlchemyError:
        return False
    return True


def _answers(port: int, path: str) -> bool:
    url = f"http://127.0.0.1:{port}{path}"
    try:
        return urllib3.request("GET", url, timeout=_SECONDS, retries=False).status == HTTPStatus.OK
    except urllib3.exceptions.HTTPError:
        return False
