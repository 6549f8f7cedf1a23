"""Item vectors, in Chroma. SQL is the truth: these can be thrown away and made again."""

from __future__ import annotations

import hashlib
import shutil
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from whyrec.errors import ConflictError, PrerequisiteError
from whyrec.store._collection import Collection
from whyrec.store._owner import Owner
from whyrec.store._unwritable import unwritable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection as ChromaCollection

_EF_SEARCH = 512
_HNSW: CreateHNSWConfiguration = {
    "space": "cosine",
    "ef_search": _EF_SEARCH,
    "ef_construction": 200,
    "max_neighbors": 16,
}


class Vectors:
    """The vector folder of one whyrec, owned by this process while it is open.

    Several writing processes lose vectors in Chroma without an error, hence the owner. Safe to use
    from several threads; calls take turns.
    """

    def __init__(self, folder: Path, owner: Owner) -> None:
        self._path = folder / "chroma"
        self._owner = owner
        self._turn = threading.RLock()
        self._handles: dict[str, ChromaCollection] = {}
        self._client: ClientAPI | None = None

    @classmethod
    def open(cls, folder: Path, timeout_s: float = 1.0, *, fresh: bool = False) -> Self:
        """Own the folder and open what is in it.

        Args:
            folder: Made if need be.
            timeout_s: How long to wait for another owner, in seconds.
            fresh: Throw away what is there, readable or not.

        Raises:
            ConflictError: Another process owns the folder; the message names its id.
            PrerequisiteError: What is in the folder cannot be read.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(f"The folder {folder} cannot be made", error) from error
        vectors = cls(folder, Owner(folder, timeout_s))
        try:
            if fresh:
                shutil.rmtree(vectors._path, ignore_errors=True)
            vectors._connect()
        except BaseException:
            vectors.close()
            raise
        return vectors

    def collection(self, tenant: str, domain: str, model_id: str, dimensions: int) -> Collection:
        """The vectors of a tenant's items of one domain, made by one embedding model.

        Args:
            tenant: Whose items.
            domain: The items' domain.
            model_id: The embedding model; another one's vectors are another collection.
            dimensions: Length of each vector.
        """
        key = "\0".join((tenant, domain, model_id, str(dimensions)))
        name = "w" + hashlib.sha256(key.encode()).hexdigest()[:40]
        about = {
            "tenant": tenant,
            "domain": domain,
            "model": model_id,
            "dimensions": dimensions,
            "ef_search": _EF_SEARCH,
        }
        with self._turn:
            # An existing collection keeps its metadata: what is passed here is for a new one.
            self._handles[name] = self._open_client().get_or_create_collection(
                name,
                metadata=about,
                configuration={"hnsw": _HNSW},
                embedding_function=None,
            )
        return Collection(self, name, dimensions)

    def drop(self, tenant: str | None = None) -> int:
        """Delete a tenant's collections, or all.

        Returns:
            How many there were.
        """
        with self._turn:
            client = self._open_client()
            doomed = [
                c.name
                for c in client.list_collections()
                if tenant is None or (c.metadata or {}).get("tenant") == tenant
            ]
            for name in doomed:
                client.delete_collection(name)
                self._handles.pop(name, None)
        return len(doomed)

    def close(self) -> None:
        """Close Chroma and let go of the folder; a second time does nothing."""
        with self._turn:
            self._disconnect()
            self._owner.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def batch_size(self) -> int:
        """How many vectors Chroma takes at once."""
        with self._turn:
            return self._open_client().get_max_batch_size()

    @contextmanager
    def handle(self, name: str) -> Iterator[ChromaCollection]:
        """Chroma's own collection of that name, while nobody else uses Chroma.

        Raises:
            PrerequisiteError: The collection is gone or damaged.
        """
        with self._turn:
            client = self._open_client()
            from chromadb.errors import ChromaError

            try:
                if name not in self._handles:
                    self._handles[name] = client.get_collection(name, embedding_function=None)
                yield self._handles[name]
            except ChromaError as error:
                raise PrerequisiteError(
                    f"The vectors in {self._path} cannot be used: {error}",
                    remedy="Make them again with: whyrec rebuild",
                ) from error

    def search_wider(self, name: str, neighbours: int) -> None:
        """Have every search of a collection look at that many neighbours or more, from now on."""
        with self._turn:
            with self.handle(name) as chroma:
                about: dict[str, Any] = dict(chroma.metadata or {})
                if about.get("ef_search", 0) >= neighbours:
                    return
                about["ef_search"] = 1 << (neighbours - 1).bit_length()
                with warnings.catch_warnings():
                    # Chroma warns of its own way to store "no embedding function".
                    warnings.simplefilter("ignore", DeprecationWarning)
                    chroma.modify(
                        metadata=about, configuration={"hnsw": {"ef_search": about["ef_search"]}}
                    )
            # An index that is loaded keeps its old width.
            self._disconnect()
            self._connect()

    def _open_client(self) -> ClientAPI:
        if self._client is None:
            raise ConflictError("The vectors have been closed.", remedy="Open them again.")
        return self._client

    def _connect(self) -> None:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        try:
            self._client = chromadb.PersistentClient(str(self._path), settings)
        except Exception as error:
            # Chroma keeps what failed to start, and would hand it out for the same path again.
            SharedSystemClient._identifier_to_system.pop(str(self._path), None)
            SharedSystemClient._identifier_to_refcount.pop(str(self._path), None)
            raise PrerequisiteError(
                f"The vectors in {self._path} cannot be read: {error}",
                remedy="Make them again with: whyrec rebuild",
            ) from error

    def _disconnect(self) -> None:
        self._handles.clear()
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]
            self._client = None
