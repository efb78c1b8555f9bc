"""Opening what lies on disk: is it a file, may we read it, is it small enough, what is inside the gzip.

Bytes come out of here in a steady stream; nothing is unpacked before its limits are known.
"""

from __future__ import annotations

import errno
import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from nadhir.errors import FileRefused
from nadhir.sources.limits import Limits, megabytes

HEAD_BYTES = 256 * 1024
GZIP_MAGIC = b"\x1f\x8b"
_BUFFER = 256 * 1024


def refuse(path: Path, code: str, /, **params: Any) -> FileRefused:
    """The refusal of one file, by its name."""
    return FileRefused(code, file=path.name or str(path), **params)


def size_of(path: Path) -> int:
    """The size in bytes of a regular file.

    Raises:
        FileRefused: `file.missing`, `file.is_directory`, `file.not_regular`, `file.symlink_loop`,
            `file.unreadable` or `file.empty`.
    """
    try:
        found = path.stat()
    except FileNotFoundError:
        raise refuse(path, "file.missing") from None
    except OSError as error:
        raise _refusal(path, error) from None
    except RuntimeError:
        raise refuse(path, "file.symlink_loop") from None
    except ValueError:  # a NUL in the name
        raise refuse(path, "file.missing") from None
    if stat.S_ISDIR(found.st_mode):
        raise refuse(path, "file.is_directory")
    if not stat.S_ISREG(found.st_mode):  # a pipe would block for ever
        raise refuse(path, "file.not_regular")
    if found.st_size == 0:
        raise refuse(path, "file.empty")
    return found.st_size


def check_size(path: Path, size: int, limit: int) -> None:
    """Refuse a file larger than `limit` bytes (`file.too_large`)."""
    if size > limit:
        raise refuse(path, "file.too_large", size_mb=megabytes(size), limit_mb=megabytes(limit))


@contextmanager
def opened(path: Path, limits: Limits, *, compressed: bool = False) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked on the way where it is `compressed`.

    Raises:
        FileRefused: it cannot be opened or read, or (`gzip.*`) is broken, cut short or a bomb.
    """
    try:
        raw: IO[bytes] = path.open("rb")
    except OSError as error:
        raise _refusal(path, error) from None
    with raw:
        if compressed:
            yield io.BufferedReader(_Unpacked(path, raw, limits), _BUFFER)
        else:
            yield cast(BinaryIO, raw)


def head_of(path: Path, limits: Limits, *, compressed: bool = False, size: int = HEAD_BYTES) -> bytes:
    """The first bytes, unpacked; of a gzip file cut short, what there is."""
    with opened(path, limits, compressed=compressed) as source:
        parts: list[bytes] = []
        left = size
        while left > 0:
            try:
                part = source.read1(left) if isinstance(source, io.BufferedReader) else source.read(left)
            except FileRefused:
                if parts:
                    break
                raise
            except OSError as error:
                raise _refusal(path, error) from None
            if not part:
                break
            parts.append(part)
            left -= len(part)
    return b"".join(parts)


def unpacked_size(path: Path) -> int | None:
    """The size that a gzip file says it unpacks to (modulo 4 GiB), for progress only."""
    with path.open("rb") as source:
        source.seek(-4, os.SEEK_END)
        return int.from_bytes(source.read(4), "little") or None


class _Unpacked(io.RawIOBase):
    """Gzip members unpacked with a watch on how much comes out of how little."""

    def __init__(self, path: Path, raw: IO[bytes], limits: Limits) -> None:
        super().__init__()
        self._path = path
        self._raw = raw
        self._limits = limits
        self._inside = gzip.GzipFile(fileobj=raw, mode="rb")
        self._total = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        try:
            data = self._inside.read1(len(buffer))
        except EOFError:
            raise refuse(self._path, "gzip.cut_short") from None
        except (gzip.BadGzipFile, zlib.error):
            raise refuse(self._path, "gzip.broken") from None
        except OSError as error:
            raise _refusal(self._path, error) from None
        self._total += len(data)
        self._watch()
        buffer[: len(data)] = data
        return len(data)

    def _watch(self) -> None:
        limits = self._limits
        if self._total > limits.expanded_bytes:
            raise refuse(
                self._path,
                "file.too_large",
                size_mb=megabytes(self._total),
                limit_mb=megabytes(limits.expanded_bytes),
            )
        if self._total > limits.ratio_from and self._total > limits.ratio * max(1, self._raw.tell()):
            raise refuse(self._path, "gzip.bomb", size_mb=megabytes(self._total), ratio=limits.ratio)


def _refusal(path: Path, error: OSError) -> FileRefused:
    if isinstance(error, FileNotFoundError):
        return refuse(path, "file.missing")
    if error.errno == errno.ELOOP:
        return refuse(path, "file.symlink_loop")
    if error.errno == errno.ENAMETOOLONG:
        return refuse(path, "file.missing")
    if isinstance(error, IsADirectoryError):
        return refuse(path, "file.is_directory")
    return refuse(path, "file.unreadable", detail=os.strerror(error.errno) if error.errno else str(error))
