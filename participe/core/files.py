"""Where uploads live: a folder by default, any S3 by setting. Five methods, nothing else."""

import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import obstore
from obstore.store import LocalStore, ObjectStore, from_url

from participe.core.settings import Settings

PIECE = 1 << 16  # bytes


class Storage(Protocol):
    """What keeps the bytes of uploads, by a key that tells nothing."""

    async def put(self, key: str, content: bytes) -> None: ...

    async def get(self, key: str) -> bytes:
        """Raises FileNotFoundError when nothing is kept under this key."""
        ...

    async def put_file(self, key: str, path: Path) -> None:
        """The same for a file on disk, which need not fit into memory."""
        ...

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """In pieces. Raises FileNotFoundError at once when nothing is kept under this key."""
        ...

    async def delete(self, key: str) -> None:
        """Deleting what is not there is no error."""
        ...


class ObjectStorage:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, key: str, content: bytes) -> None:
        await obstore.put_async(self._store, key, content)

    async def get(self, key: str) -> bytes:
        answer = await obstore.get_async(self._store, key)
        return bytes(await answer.bytes_async())

    async def put_file(self, key: str, path: Path) -> None:
        await obstore.put_async(self._store, key, path)

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        answer = await obstore.get_async(self._store, key)

        async def pieces() -> AsyncIterator[bytes]:
            async for piece in answer.stream(min_chunk_size=PIECE):
                yield bytes(piece)

        return pieces()

    async def delete(self, key: str) -> None:
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)


def make_storage(settings: Settings) -> Storage:
    if settings.files_url:
        return ObjectStorage(from_url(settings.files_url))
    folder = settings.home / "files"
    folder.mkdir(parents=True, exist_ok=True)
    return ObjectStorage(LocalStore(Path(folder)))


def new_key() -> str:
    return secrets.token_hex(16)
