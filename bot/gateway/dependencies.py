"""What routes ask for: the gateway's parts, and who is calling."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Header, Request

from bot.desk.agents import SignedIn
from bot.gateway.errors import ApiError
from bot.gateway.services import Services

SESSION_COOKIE = "desk_session"


@dataclass(frozen=True)
class Caller:
    """A buyer who is signed in, and the address they call from."""

    buyer_id: str
    address: str


async def services_of(request: Request) -> Services:
    """The parts this process was put together from."""
    services: Services = request.app.state.services
    return services


House = Annotated[Services, Depends(services_of)]


async def _writing_buyer(request: Request) -> Caller:
    house = await services_of(request)
    token = house.tokens.from_header(request.headers.get("authorization"))
    return Caller(token.buyer_id, address_of(request))


async def _looking_buyer(request: Request) -> Caller:
    house = await services_of(request)
    caller = await _writing_buyer(request)
    await house.limits.look(caller.buyer_id, caller.address)
    return caller


async def _agent(request: Request, house: House) -> SignedIn:
    token = request.cookies.get(SESSION_COOKIE, "")
    return await house.threads.read(house.agents.session, token)


async def _acting_agent(
    signed_in: Annotated[SignedIn, Depends(_agent)],
    x_csrf_token: Annotated[str | None, Header()] = None,
) -> SignedIn:
    if not compare_digest((x_csrf_token or "").encode(), signed_in.csrf_token.encode()):
        raise ApiError("CSRF_TOKEN_INVALID", 403)
    return signed_in


async def only_our_own(
    house: House, x_service_token: Annotated[str | None, Header()] = None
) -> None:
    """Let only our own processes in.

    Raises:
        ApiError: SERVICE_TOKEN_INVALID.
    """
    expected = house.settings.service_token.get_secret_value()
    if not compare_digest((x_service_token or "").encode(), expected.encode()):
        raise ApiError("SERVICE_TOKEN_INVALID", 401)


def address_of(request: Request) -> str:
    """Where a call comes from, as our own proxy tells."""
    return request.client.host if request.client else ""


WritingBuyer = Annotated[Caller, Depends(_writing_buyer)]
"""A buyer whose message or file is counted where it is taken in."""

LookingBuyer = Annotated[Caller, Depends(_looking_buyer)]
"""A buyer who reads, or does something small."""

LookingAgent = Annotated[SignedIn, Depends(_agent)]
"""An agent who only looks."""

ActingAgent = Annotated[SignedIn, Depends(_acting_agent)]
"""An agent whose page has proved itself with the CSRF token."""
