"""Uploads over HTTP: one file in, and out again by signed address."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from starlette.datastructures import UploadFile

from bot.gateway.dependencies import House, WritingBuyer
from bot.gateway.errors import ApiError
from bot.gateway.schemas import UploadOut

_FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            }
        },
    }
}
_GUARDS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, max-age=3600",
}

router = APIRouter(prefix="/api/v1/uploads", tags=["buyer"])


@router.post("", status_code=201, openapi_extra=_FORM)
async def upload(house: House, buyer: WritingBuyer, request: Request) -> UploadOut:
    """Store one picture or video; name and declared type are ignored."""
    await house.limits.message(buyer.buyer_id, buyer.address)
    # Read by hand: the size limit must reach the client as itself, not as a broken form.
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise ApiError("INVALID_BODY", 422)
        stored = await house.uploads.add(buyer.buyer_id, file.file, file.size or 0)
    return house.presenter.upload(stored)


@router.get("/{upload_id}", response_class=FileResponse)
async def download(
    house: House, upload_id: str, sig: Annotated[str, Query(max_length=300)] = ""
) -> FileResponse:
    """The file, to whoever holds a fresh address of it."""
    house.links.check(upload_id, sig)
    stored = await house.uploads.find(upload_id)
    return FileResponse(
        house.uploads.path(stored.storage_key),
        media_type=stored.view.media_type,
        headers=_GUARDS,
        filename=f"{upload_id}.{stored.view.media_type.rpartition('/')[2]}",
        content_disposition_type="attachment",
    )
