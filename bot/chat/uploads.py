"""The record of what buyers uploaded; the files themselves lie with the gateway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from bot.aftersales.store import Store
from bot.chat.database import reading
from bot.chat.errors import UnknownUploadError
from bot.chat.models import Upload
from bot.chat.views import UploadView
from bot.clock import Clock


@dataclass(frozen=True)
class StoredFile:
    """An upload and where its bytes lie."""

    view: UploadView
    storage_key: str


class UploadRecords:
    """Which uploads there are, and whose."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, buyer_id: str, file: StoredFile) -> None:
        """Remember a file a buyer has uploaded."""
        with self._store.transaction() as session:
            session.execute(
                insert(Upload).values(
                    id=file.view.upload_id,
                    buyer_id=buyer_id,
                    media_type=file.view.media_type,
                    bytes=file.view.bytes,
                    storage_key=file.storage_key,
                    created_at=self._clock.now(),
                )
            )

    def find(self, upload_id: str) -> StoredFile:
        """One upload.

        Raises:
            UnknownUploadError: there is none of that id.
        """
        with self._store.reading() as session:
            row = session.execute(select(Upload).where(Upload.id == upload_id)).scalar_one_or_none()
        if row is None:
            raise UnknownUploadError(upload_id)
        return StoredFile(UploadView(row.id, row.media_type, row.bytes), row.storage_key)

    def of_buyer(self, buyer_id: str, upload_ids: Sequence[str]) -> tuple[UploadView, ...]:
        """Those of ``upload_ids`` that are this buyer's, in the order given."""
        with reading(self._store) as connection:
            return uploads_of_buyer(connection, buyer_id, upload_ids)


def uploads_of_buyer(
    connection: Connection, buyer_id: str, upload_ids: Sequence[str]
) -> tuple[UploadView, ...]:
    """Those of ``upload_ids`` that are this buyer's, each once, in the order given."""
    if not upload_ids:
        return ()
    rows = connection.execute(
        select(Upload.id, Upload.media_type, Upload.bytes).where(
            Upload.id.in_(upload_ids), Upload.buyer_id == buyer_id
        )
    )
    found = {row.id: UploadView(*row) for row in rows}
    return tuple(found[each] for each in dict.fromkeys(upload_ids) if each in found)
