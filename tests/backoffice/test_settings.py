"""The settings of the back office and of the order source: a wrong one ends the start."""

from __future__ import annotations

import pytest

from bot.aftersales.order_source import OwnStore
from bot.aftersales.order_source.over_http import HttpOrderSource
from bot.aftersales.store import Store
from bot.settings import SettingsError, load_settings
from bot.wiring import order_source

SECRETS = (
    "APP_JWT_SECRET",
    "APP_SERVICE_TOKEN",
    "APP_SIGNING_SECRET",
    "APP_BACKOFFICE_SELLER_SECRET",
    "APP_BACKOFFICE_PLATFORM_SECRET",
    "APP_BACKOFFICE_PAYMENT_SECRET",
)


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("APP_ENV", "production")
    for number, name in enumerate(SECRETS):
        monkeypatch.setenv(name, str(number) * 32)
    return monkeypatch


def test_production_takes_secrets_of_its_own(production: pytest.MonkeyPatch) -> None:
    assert load_settings().backoffice_payment_secret.get_secret_value() == "5" * 32


@pytest.mark.parametrize("name", SECRETS[3:])
def test_production_needs_every_secret_of_the_back_office(
    production: pytest.MonkeyPatch, name: str
) -> None:
    production.delenv(name)
    with pytest.raises(SettingsError, match=f"{name} must be set"):
        load_settings()


def test_in_production_no_two_kinds_of_actor_share_a_secret(
    production: pytest.MonkeyPatch,
) -> None:
    production.setenv(SECRETS[3], "5" * 32)
    with pytest.raises(SettingsError, match="must differ from one another"):
        load_settings()


def test_a_short_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRETS[3], "short")
    with pytest.raises(SettingsError, match=SECRETS[3]):
        load_settings()


@pytest.mark.parametrize("name", ["APP_ORDER_SOURCE_URL", "APP_ORDER_SOURCE_TOKEN"])
def test_address_and_token_of_the_order_source_go_together(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "https://shop.example/api")
    with pytest.raises(SettingsError, match="go together"):
        load_settings()


def test_the_settings_choose_the_order_source(
    monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    assert isinstance(order_source(load_settings(), store), OwnStore)
    monkeypatch.setenv("APP_ORDER_SOURCE_URL", "https://shop.example/api")
    monkeypatch.setenv("APP_ORDER_SOURCE_TOKEN", "t")
    assert isinstance(order_source(load_settings(), store), HttpOrderSource)
