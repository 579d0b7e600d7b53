"""The one typed class all settings come from: environment variables, checked at start.

``APP_ENV``, ``DATABASE_URL``, ``REDIS_URL`` and ``CLOCK_FILE`` are named as everybody names them;
every other setting begins with ``APP_``, so that a misspelt one is noticed instead of ignored.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, HttpUrl, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.clock import Clock, FileClock, SystemClock

PREFIX = "APP_"
DEMO_SECRET = "demo-secret-not-for-production-0123456789"

_BACKOFFICE_SECRETS = (
    "backoffice_seller_secret",
    "backoffice_platform_secret",
    "backoffice_payment_secret",
)
_SECRETS = ("jwt_secret", "service_token", "signing_secret", *_BACKOFFICE_SECRETS)


class Settings(BaseSettings):
    """Everything that differs between one installation and another."""

    model_config = SettingsConfigDict(
        extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    env: Literal["demo", "test", "production"] = Field("demo", alias="APP_ENV")
    database_url: str = Field("sqlite:///var/bot.db", alias="DATABASE_URL")
    redis_url: str | None = Field(None, alias="REDIS_URL")
    clock_file: Path | None = Field(None, alias="CLOCK_FILE")

    var_dir: Path = Field(Path("var"), alias="APP_VAR_DIR")
    policy_file: Path = Field(Path("policy.toml"), alias="APP_POLICY_FILE")
    domain_file: Path = Field(Path("domain.yml"), alias="APP_DOMAIN_FILE")

    gateway_host: str = Field("127.0.0.1", alias="APP_GATEWAY_HOST")
    gateway_port: int = Field(8000, alias="APP_GATEWAY_PORT", ge=1, le=65535)
    rasa_port: int = Field(5005, alias="APP_RASA_PORT", ge=1, le=65535)
    actions_port: int = Field(5055, alias="APP_ACTIONS_PORT", ge=1, le=65535)
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field((), alias="APP_ALLOWED_ORIGINS")

    jwt_secret: SecretStr = Field(SecretStr(DEMO_SECRET), alias="APP_JWT_SECRET", min_length=32)
    jwt_public_key_file: Path | None = Field(None, alias="APP_JWT_PUBLIC_KEY_FILE")
    service_token: SecretStr = Field(
        SecretStr(DEMO_SECRET), alias="APP_SERVICE_TOKEN", min_length=32
    )
    signing_secret: SecretStr = Field(
        SecretStr(DEMO_SECRET), alias="APP_SIGNING_SECRET", min_length=32
    )
    backoffice_seller_secret: SecretStr = Field(
        SecretStr(DEMO_SECRET), alias="APP_BACKOFFICE_SELLER_SECRET", min_length=32
    )
    backoffice_platform_secret: SecretStr = Field(
        SecretStr(DEMO_SECRET), alias="APP_BACKOFFICE_PLATFORM_SECRET", min_length=32
    )
    backoffice_payment_secret: SecretStr = Field(
        SecretStr(DEMO_SECRET), alias="APP_BACKOFFICE_PAYMENT_SECRET", min_length=32
    )

    order_source_url: HttpUrl | None = Field(None, alias="APP_ORDER_SOURCE_URL")
    order_source_token: SecretStr | None = Field(None, alias="APP_ORDER_SOURCE_TOKEN")
    order_source_fresh_seconds: float = Field(30.0, alias="APP_ORDER_SOURCE_FRESH_SECONDS", ge=0)

    messages_per_minute: int = Field(60, alias="APP_MESSAGES_PER_MINUTE", ge=1)
    turn_timeout_seconds: float = Field(8.0, alias="APP_TURN_TIMEOUT_SECONDS", gt=0)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="APP_LOG_LEVEL")

    @model_validator(mode="before")
    @classmethod
    def _split_origins(cls, values: dict[str, object]) -> dict[str, object]:
        origins = values.get("APP_ALLOWED_ORIGINS")
        if isinstance(origins, str):
            split = tuple(origin.strip() for origin in origins.split(",") if origin.strip())
            return {**values, "APP_ALLOWED_ORIGINS": split}
        return values

    @model_validator(mode="after")
    def _production_is_strict(self) -> Settings:
        if self.env == "production":
            if self.clock_file is not None:
                raise ValueError("CLOCK_FILE is only honoured when APP_ENV is test or demo")
            for name in _SECRETS:
                if getattr(self, name).get_secret_value() == DEMO_SECRET:
                    raise ValueError(f"APP_{name.upper()} must be set when APP_ENV is production")
            if len({getattr(self, name) for name in _BACKOFFICE_SECRETS}) < 3:
                # Whoever signs as a seller must not be able to sign as the payment system.
                raise ValueError("the three APP_BACKOFFICE_…_SECRET must differ from one another")
        if (self.order_source_url is None) != (self.order_source_token is None):
            raise ValueError("APP_ORDER_SOURCE_URL and APP_ORDER_SOURCE_TOKEN go together")
        return self

    @property
    def rasa_url(self) -> str:
        """Where the gateway finds Rasa: on loopback, never outside."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        """Where Rasa finds the action server."""
        return f"http://127.0.0.1:{self.actions_port}"

    @property
    def gateway_url(self) -> str:
        """Where the actions find the gateway."""
        return f"http://127.0.0.1:{self.gateway_port}"

    def clock(self) -> Clock:
        """The machine's clock, or the one a test or demo has set."""
        return FileClock(self.clock_file) if self.clock_file else SystemClock()


class SettingsError(Exception):
    """A setting is unknown, missing or malformed; the message is one line that names it."""


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check every setting.

    Raises:
        SettingsError: with one line naming the first setting that is wrong.
    """
    known = {field.alias for field in Settings.model_fields.values()}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"unknown setting {unknown[0]}")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "settings"
        raise SettingsError(f"{where}: {first['msg']}") from None


def settings_or_exit() -> Settings:
    """For processes: the settings, or one line on stderr and exit status 2."""
    try:
        return load_settings()
    except SettingsError as error:
        print(f"settings: {error}", file=sys.stderr)
        raise SystemExit(2) from None
