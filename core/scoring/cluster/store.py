"""A place for files: this machine's disk, or an object store by its URI.

Arrow reads and writes S3, Google's and Azure's stores by itself; every other address goes through fsspec,
which may need a package of its own.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from core.base.atomic_write import name_durably, sync_file, unfinished
from core.base.errors import SentiscopeError
from core.base.scratch import scratch_folder

S3_SECONDS = 10  # to connect to a store that may not be there
PACKAGE = re.compile(r"[Ii]nstall (?:the )?[\"'`]?([A-Za-z0-9_.-]+)")


@dataclass(frozen=True)
class File:
    """A file under its full address, its size in bytes and when it was changed (ns since 1970)."""

    address: str
    bytes: int
    modified: int


class Store:
    """The files at an address and below it. Every method: `ray_store_failed` where the store gives up."""

    def __init__(self, address: str) -> None:
        """A local path is made absolute: workers have another working directory.

        Errors: `ray_store_package`, `ray_store_unknown`, `ray_store_failed`.
        """
        self.scheme = address.split("://", 1)[0] if "://" in address else ""
        if self.scheme == "file":
            from urllib.request import url2pathname

            address, self.scheme = url2pathname(urlsplit(address).path), ""
        self.address = address.rstrip("/") if self.scheme else os.path.abspath(address)
        with _told(self.address):
            self._system, self._path = _opened(self.address, self.scheme)

    @property
    def is_local(self) -> bool:
        return not self.scheme

    def child(self, name: str) -> str:
        """The address of a file below this one."""
        return f"{self.address}/{name}" if self.scheme else os.path.join(self.address, *name.split("/"))

    def kind(self) -> str:
        """`file`, `folder` or `nothing`."""
        import pyarrow.fs

        with _told(self.address):
            kind = self._system.get_file_info(self._path).type
        kinds = {pyarrow.fs.FileType.NotFound: "nothing", pyarrow.fs.FileType.Directory: "folder"}
        return kinds.get(kind, "file")

    def files(self) -> list[File]:
        """The file itself, or all files in the folder and below it, by name; none where there is nothing."""
        import pyarrow.fs

        with _told(self.address):
            infos = self._system.get_file_info(
                pyarrow.fs.FileSelector(self._path, recursive=True, allow_not_found=True)
                if self.kind() == "folder"
                else [self._path]
            )
        found = [info for info in infos if info.type == pyarrow.fs.FileType.File]
        return [
            File(self._address_of(info.path), info.size, info.mtime_ns or 0)
            for info in sorted(found, key=lambda info: info.path)
        ]

    def read(self, name: str) -> bytes | None:
        """The content of a file below this address; None where there is none."""
        import pyarrow.fs

        path = self._below(name)
        with _told(self.address):
            if self._system.get_file_info(path).type != pyarrow.fs.FileType.File:
                return None
            with self._system.open_input_stream(path) as file:
                return bytes(file.read())

    def write(self, name: str, content: bytes) -> None:
        """Write a small file below this address, whole or not at all."""
        with self.place(name) as path:
            path.write_bytes(content)

    @contextlib.contextmanager
    def place(self, name: str) -> Iterator[Path]:
        """A path to write to; when the block ends well, the file stands below this address as `name`."""
        if self.is_local:
            yield from self._place_here(Path(self.child(name)))
            return
        with scratch_folder() as folder:
            path = folder / name.rsplit("/", 1)[-1]
            yield path
            with (
                _told(self.address),
                open(path, "rb") as source,
                self._system.open_output_stream(self._below(name)) as target,
            ):
                shutil.copyfileobj(source, target)

    @contextlib.contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The file itself, or a copy of it for as long as it is needed."""
        if self.is_local:
            yield Path(self.address)
            return
        with scratch_folder() as folder:
            copy = folder / self.address.rsplit("/", 1)[-1]
            with (
                _told(self.address),
                self._system.open_input_stream(self._path) as source,
                open(copy, "wb") as target,
            ):
                shutil.copyfileobj(source, target)
            yield copy

    def rows(self, name: str) -> int:
        """The number of rows in a Parquet file below this address, by its footer."""
        import pyarrow.parquet

        with _told(self.address), self._system.open_input_file(self._below(name)) as file:
            return int(pyarrow.parquet.ParquetFile(file).metadata.num_rows)

    def remove(self, file: File) -> None:
        """Remove one of `files`."""
        with _told(self.address):
            self._system.delete_file(self._path_of(file.address))

    def _place_here(self, target: Path) -> Iterator[Path]:
        with _told(self.address):
            target.parent.mkdir(parents=True, exist_ok=True)
        path = unfinished(target)
        try:
            yield path
            with _told(self.address):
                sync_file(path)
                name_durably(path, target)
        finally:
            path.unlink(missing_ok=True)

    def _below(self, name: str) -> str:
        return f"{self._path.rstrip('/')}/{name}"

    def _address_of(self, path: str) -> str:
        return self.address + path[len(self._path.rstrip("/")) :] if self.scheme else os.path.abspath(path)

    def _path_of(self, address: str) -> str:
        return self._path.rstrip("/") + address[len(self.address) :] if self.scheme else address


@contextlib.contextmanager
def _told(address: str) -> Iterator[None]:
    """What a disk or a store answers becomes `ray_store_failed`."""
    try:
        yield
    except OSError as error:
        reason = str(error).strip().splitlines()[-1:] or [type(error).__name__]
        raise SentiscopeError("ray_store_failed", address=address, reason=reason[0][:300]) from error


def _opened(address: str, scheme: str) -> tuple[Any, str]:
    """An Arrow file system and the path in it."""
    import pyarrow
    import pyarrow.fs

    if not scheme:
        return pyarrow.fs.LocalFileSystem(), address
    if scheme == "s3":
        bucket_and_key = address.split("://", 1)[1]
        return _s3(bucket_and_key.split("/", 1)[0]), bucket_and_key
    try:
        system, path = pyarrow.fs.FileSystem.from_uri(address)
        return system, path
    except pyarrow.ArrowInvalid:  # an address that Arrow does not know
        return _by_fsspec(address, scheme)


def _s3(bucket: str) -> Any:
    """S3, or what speaks like it at AWS_ENDPOINT_URL; Arrow finds the credentials as AWS's own tools do."""
    import pyarrow.fs

    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    own = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if not region and not own:
        region = pyarrow.fs.resolve_s3_region(bucket)
    endpoint = {}
    if own:
        parts = urlsplit(own)
        endpoint = {"scheme": parts.scheme, "endpoint_override": parts.netloc + parts.path.rstrip("/")}
    return pyarrow.fs.S3FileSystem(region=region or "us-east-1", connect_timeout=S3_SECONDS, **endpoint)


def _by_fsspec(address: str, scheme: str) -> tuple[Any, str]:
    import fsspec
    import pyarrow.fs

    try:
        system, path = fsspec.url_to_fs(address)
    except ImportError as error:
        named = PACKAGE.search(str(error))
        package = named[1] if named else scheme
        raise SentiscopeError("ray_store_package", scheme=scheme, package=package) from error
    except ValueError as error:
        raise SentiscopeError("ray_store_unknown", scheme=scheme) from error
    return pyarrow.fs.PyFileSystem(pyarrow.fs.FSSpecHandler(system)), path
