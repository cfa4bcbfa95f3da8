"""The secret behind customers' pseudonyms: where it lies, and that it is the right one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from sqlalchemy import make_url

from core.data.cleaning.privacy import KEY_VARIABLE, pseudonym_key
from core.data.files.problem import ImportProblem
from core.data.store import Store

FINGERPRINT_SETTING = "pseudonym_key_fingerprint"


def customer_key(store: Store) -> bytes:
    """The installation's key for `core.data.cleaning.privacy.pseudonym`.

    The environment variable QUEUEWISE_PSEUDONYM_KEY, else a file readable by its owner only:
    beside a SQLite database, in the user's data folder for a server. The store keeps the key's
    fingerprint; ImportProblem where another key made the pseudonyms it holds.
    """
    place = key_file(store)
    key = pseudonym_key(place)
    fingerprint = hashlib.sha256(b"fingerprint" + key).hexdigest()[:16]
    known = store.setting(FINGERPRINT_SETTING)
    if known is None:
        store.set_setting(FINGERPRINT_SETTING, fingerprint)
    elif known != fingerprint:
        raise ImportProblem(
            "The customers in this database were given their pseudonyms with another key."
            f" Restore {place.name} or set {KEY_VARIABLE} as it was."
        )
    return key


def key_file(store: Store) -> Path:
    """Where the key of this store lies, if the environment does not give it."""
    url = make_url(store.url)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database + ".key")
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "queuewise" / f"{str(store.setting('store_id'))[:16]}.key"
