"""Being somebody of the demo shop. These routes exist in demo and test only."""

from __future__ import annotations

from fastapi import APIRouter

from bot.demo import DemoBuyer, DemoShop
from bot.gateway.auth import issue_token
from bot.gateway.dependencies import House
from bot.gateway.errors import ApiError
from bot.gateway.presenter import instant
from bot.gateway.schemas import BuyerIn, DemoBuyerOut, DemoTokenOut
from bot.gateway.services import Services

router = APIRouter(prefix="/demo/api/v1", include_in_schema=False)


@router.get("/buyers")
async def buyers(house: House) -> list[DemoBuyerOut]:
    """Whom one may be, and what to try."""
    return [
        DemoBuyerOut(buyer_id=buyer.id, display_name=buyer.name, hint=buyer.hint)
        for buyer in await _loaded_buyers(house)
    ]


@router.post("/token")
async def token(house: House, body: BuyerIn) -> DemoTokenOut:
    """A token of one of them."""
    if body.buyer_id not in {buyer.id for buyer in await _loaded_buyers(house)}:
        raise ApiError("NOT_FOUND", 404)
    secret = house.settings.jwt_secret.get_secret_value()
    signed, expires_at = issue_token(secret, body.buyer_id, house.machine.now())
    return DemoTokenOut(token=signed, expires_at=instant(expires_at))


async def _loaded_buyers(house: Services) -> list[DemoBuyer]:
    """The demo shop's buyers that are in the database."""
    shop = await house.threads.read(DemoShop.read)
    known = await house.threads.read(house.buyers.names, [buyer.id for buyer in shop.buyers])
    return [buyer for buyer in shop.buyers if buyer.id in known]
