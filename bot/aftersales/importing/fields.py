"""The kinds of values an import may hold, as narrow as the columns they go to."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)

_PLAIN = r"^[^\x00-\x1f\x7f]*$"


def _is_text(value: object) -> object:
    # Left alone, pydantic would take the number 0 for the first second of 1970.
    if isinstance(value, (int, float)):
        raise ValueError("must be a text such as 2026-11-20T14:20:00+08:00")
    return value


Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[!-~]+$")]
"""Somebody's or something's id in the shop's own system: visible ASCII, no blanks."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=_PLAIN)]
Address = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=_PLAIN)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_PLAIN)]
Attributes = Annotated[str, StringConstraints(max_length=200, pattern=_PLAIN)]
Carrier = Annotated[str, StringConstraints(min_length=1, max_length=50, pattern=_PLAIN)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=_PLAIN)]
Description = Annotated[str, StringConstraints(max_length=1000, pattern=r"^[^\x00]*$")]

OrderNo = Annotated[str, StringConstraints(pattern=r"^[0-9]{16}$")]
"""16 digits that start with a date."""

CaseNo = Annotated[str, StringConstraints(pattern=r"^SH[0-9]{12}$")]

Fen = Annotated[int, Field(strict=True, ge=0, le=10**12, description="amount in fen")]
Count = Annotated[int, Field(strict=True, ge=1, le=100_000)]
Points = Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)]
Flag = StrictBool

Instant = Annotated[
    AwareDatetime, BeforeValidator(_is_text), Field(description="ISO 8601 with its offset")
]


class Entry(BaseModel):
    """An object of the file: nothing may stand in it that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)
