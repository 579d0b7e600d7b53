"""What every table shares: names of constraints, and how instants, codes and fen are stored."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.clock import SHANGHAI


class Instant(TypeDecorator[datetime]):
    """An instant: stored in UTC, handed out time zone aware in Asia/Shanghai, on every database.

    Raises:
        ValueError: a naive datetime is given; nobody could know which instant it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware instant into UTC; SQLite has no zones and gets the bare UTC figures."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"instant without a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn what the database holds into an instant of Asia/Shanghai."""
        if value is None:
            return None
        utc = value.replace(tzinfo=UTC) if value.tzinfo is None else value
        return utc.astimezone(SHANGHAI)


def code_column(codes: type[StrEnum]) -> Enum:
    """A column that stores a code as its string and hands out the member of ``codes``."""
    return Enum(codes, native_enum=False, create_constraint=False, length=32, validate_strings=True)


Fen = Annotated[int, mapped_column(BigInteger)]
"""An amount of money: integer fen."""

Key = Annotated[str, mapped_column(String(64))]
"""Somebody's or something's id, given by another system."""


class Base(DeclarativeBase):
    """The declarative base; constraints are named, so that migrations can find them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant}
