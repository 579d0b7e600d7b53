"""Uploads: sniffed, cleaned, stored under a random key and made known to the business."""

from __future__ import annotations

from hashlib import file_digest, sha256
from pathlib import Path
from secrets import token_hex
from shutil import copyfileobj
from typing import BinaryIO

from anyio import CapacityLimiter, to_thread

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.errors import NotFound
from bot.aftersales.views import EvidenceFile
from bot.chat.uploads import StoredFile, UploadRecords
from bot.chat.views import UploadView
from bot.gateway.errors import ApiError
from bot.gateway.threads import DatabaseThreads

PICTURE_BYTES = 10 * 1024 * 1024
VIDEO_BYTES = 50 * 1024 * 1024


class UploadStore:
    """Keeps what buyers upload.

    Args:
        folder: where the files lie; nothing in their names tells whose they are.
    """

    def __init__(
        self, folder: Path, records: UploadRecords, door: BuyerDoor, threads: DatabaseThreads
    ) -> None:
        self._folder = folder
        self.records = records
        self._door = door
        self._threads = threads
        # A decoded picture takes a hundred megabytes: one at a time.
        self._one_at_a_time = CapacityLimiter(1)

    async def add(self, buyer_id: str, file: BinaryIO, size: int) -> UploadView:
        """Store a buyer's file of ``size`` bytes.

        Raises:
            ApiError: NOT_A_PICTURE_OR_VIDEO, FILE_TOO_LARGE, or NOT_FOUND for an unknown buyer.
        """
        evidence = await to_thread.run_sync(self._keep, file, size, limiter=self._one_at_a_time)
        view = UploadView(evidence.evidence_id, evidence.media_type, evidence.bytes)
        try:
            await self._threads.write(self._door.register_evidence, buyer_id, evidence)
        except NotFound:
            self.path(evidence.storage_key).unlink(missing_ok=True)
            raise ApiError("NOT_FOUND", 404) from None
        stored = StoredFile(view, evidence.storage_key)
        await self._threads.write(self.records.add, buyer_id, stored)
        return view

    async def find(self, upload_id: str) -> StoredFile:
        """A stored file.

        Raises:
            UnknownUploadError: there is none of that id.
        """
        return await self._threads.read(self.records.find, upload_id)

    def path(self, storage_key: str) -> Path:
        """Where a file lies."""
        return self._folder / storage_key[:2] / storage_key

    def _keep(self, file: BinaryIO, size: int) -> EvidenceFile:
        # Pillow's megabytes are paid for by the first upload, not by every gateway.
        from bot.gateway.pictures import (  # noqa: PLC0415
            HEAD_BYTES,
            NotAPictureError,
            clean_picture,
            media_type_of,
        )

        media_type = media_type_of(file.read(HEAD_BYTES))
        file.seek(0)
        if media_type is None:
            raise ApiError("NOT_A_PICTURE_OR_VIDEO", 415)
        is_video = media_type.startswith("video/")
        if size > (VIDEO_BYTES if is_video else PICTURE_BYTES):
            raise ApiError("FILE_TOO_LARGE", 413)
        key = token_hex(16)
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_video:
            return self._keep_video(file, size, media_type, key)
        try:
            picture = clean_picture(file, media_type)
        except NotAPictureError:
            raise ApiError("NOT_A_PICTURE_OR_VIDEO", 415) from None
        path.write_bytes(picture.content)
        return EvidenceFile(
            evidence_id=f"u_{token_hex(12)}",
            sha256=sha256(picture.content).hexdigest(),
            phash=picture.phash,
            media_type=picture.media_type,
            bytes=len(picture.content),
            storage_key=key,
        )

    def _keep_video(self, file: BinaryIO, size: int, media_type: str, key: str) -> EvidenceFile:
        path = self.path(key)
        with path.open("wb") as out:
            copyfileobj(file, out)
        with path.open("rb") as stored:
            digest = file_digest(stored, "sha256").hexdigest()
        return EvidenceFile(
            evidence_id=f"u_{token_hex(12)}",
            sha256=digest,
            phash=None,
            media_type=media_type,
            bytes=size,
            storage_key=key,
        )
