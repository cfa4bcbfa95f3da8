"""Bytes of a file, out of its compression, within limits that no honest export meets."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile
import zlib
from pathlib import Path
from typing import IO

from core.data.files.problem import ImportProblem

MAX_BYTES = 2_000_000_000
MAX_RATIO = 200
RATIO_APPLIES_FROM = 50_000_000
BLOCK = 1 << 20
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


def file_digest(path: Path) -> str:
    """SHA-256 of the file as it lies on disk, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def unpack(path: Path) -> tuple[str, bytes]:
    """The inner file's name and its bytes; gzip and single-member zip archives are opened.

    Raises ImportProblem for a missing or empty file, a damaged archive, and for one that unpacks
    to more than 2 GB or, beyond 50 MB, to more than 200 times its size.
    """
    if not path.is_file():
        raise ImportProblem(f"There is no file {path.name}.")
    packed_size = path.stat().st_size
    if packed_size == 0:
        raise ImportProblem(f"{path.name} is empty.")
    if packed_size > MAX_BYTES:
        raise ImportProblem(f"{path.name} is larger than 2 GB; split it by month and import the parts.")
    data = path.read_bytes()
    if data[:2] == _GZIP:
        return _without_suffix(path.name, ".gz"), _table_of(_gunzip(data, path.name), path.name)
    if data[:4] == _ZIP and not _is_workbook(data):
        inner, content = _unzip(data, path.name)
        return inner, _table_of(content, path.name)
    return path.name, data


def _table_of(content: bytes, archive: str) -> bytes:
    """What an archive held, if it is no archive again; a workbook is one, and is measured as one."""
    if content[:2] == _GZIP or (content[:4] == _ZIP and not _is_workbook(content)):
        raise ImportProblem(f"{archive} holds another archive; unpack it first.")
    return content


def _without_suffix(name: str, suffix: str) -> str:
    return name[: -len(suffix)] if name.lower().endswith(suffix) else name


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            _check_total(sum(info.file_size for info in archive.infolist()), len(data))
    except zipfile.BadZipFile:
        return False
    return "[Content_Types].xml" in names or "content.xml" in names


def _gunzip(data: bytes, name: str) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            return _read_limited(stream, len(data))
    except (OSError, EOFError, zlib.error) as error:
        raise ImportProblem(f"{name} is not a complete gzip file; download it again.") from error


def _unzip(data: bytes, name: str) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [info for info in archive.infolist() if _is_payload(info.filename)]
            if len(members) != 1:
                raise ImportProblem(
                    f"{name} holds {len(members)} files; pack exactly one file, or unpack it."
                )
            if members[0].flag_bits & 1:
                raise ImportProblem(f"{name} is protected by a password; unpack it first.")
            with archive.open(members[0]) as stream:
                return Path(members[0].filename).name, _read_limited(stream, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ImportProblem(f"{name} is not a complete zip file; download it again.") from error


def _is_payload(member: str) -> bool:
    return not member.endswith("/") and not member.startswith("__MACOSX/")


def _read_limited(stream: IO[bytes] | gzip.GzipFile, packed: int) -> bytes:
    parts: list[bytes] = []
    total = 0
    while block := stream.read(BLOCK):
        total += len(block)
        _check_total(total, packed)
        parts.append(block)
    return b"".join(parts)


def _check_total(total: int, packed: int) -> None:
    if total > MAX_BYTES:
        raise ImportProblem("The archive unpacks to more than 2 GB; it was not opened.")
    if total > RATIO_APPLIES_FROM and total > packed * MAX_RATIO:
        raise ImportProblem(
            f"The archive unpacks to more than {MAX_RATIO} times its size; it was not opened."
        )
