"""Uploaded files on disk while they are looked at and imported; gone afterwards."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Protocol

KEEP_SECONDS = 24 * 3600


@cache
def folder() -> Path:
    """This process's private folder for uploads; removed when the process ends."""
    path = Path(tempfile.mkdtemp(prefix="queuewise-uploads-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


class Upload(Protocol):
    """What Streamlit hands over for an uploaded file."""

    name: str
    file_id: str

    def getbuffer(self) -> memoryview:
        """The file's bytes."""


def keep(upload: Upload) -> Path:
    """Write an upload to a private folder of its own, once; old leftovers are removed on the way."""
    own = folder() / hashlib.sha256(upload.file_id.encode()).hexdigest()[:24]
    path = own / (Path(upload.name.replace("\\", "/")).name or "upload")
    if not path.exists():
        _forget_old()
        own.mkdir(mode=0o700, exist_ok=True)
        path.write_bytes(upload.getbuffer())
    return path


def forget(path: Path) -> None:
    """Remove an upload."""
    if path.parent.parent == folder():
        shutil.rmtree(path.parent, ignore_errors=True)


def _forget_old() -> None:
    for old in folder().iterdir():
        if time.time() - old.stat().st_mtime > KEEP_SECONDS:
            shutil.rmtree(old, ignore_errors=True)
