"""The pages of ``bot/web``, with headers that let them run nothing but themselves."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from bot.gateway.errors import ApiError
from bot.settings import Settings

STATIC = Path(__file__).parents[1] / "web" / "static"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors "
)


class Assets(StaticFiles):
    """Built assets; those with a hash in their name never change."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        response = await super().get_response(path, scope)
        lasting = path.startswith("assets/")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if lasting else "no-cache"
        )
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def pages(settings: Settings) -> APIRouter:
    """The routes of the pages; only the buyer's page may stand inside other sites."""
    router = APIRouter(include_in_schema=False)
    hosts = " ".join(("'self'", *settings.allowed_origins))

    @router.get("/")
    async def landing() -> Response:
        if settings.env == "production":
            return RedirectResponse("/chat")
        return _page("index.html", "'none'")

    @router.get("/chat")
    async def chat() -> Response:
        return _page("chat.html", hosts)

    @router.get("/agent")
    async def agent() -> Response:
        return _page("agent.html", "'none'")

    return router


def _page(name: str, may_be_framed_by: str) -> Response:
    path = STATIC / name
    if not path.is_file():
        raise ApiError("NOT_FOUND", 404)
    return FileResponse(
        path,
        headers={
            "Content-Security-Policy": _POLICY + may_be_framed_by,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cache-Control": "no-cache",
        },
    )
