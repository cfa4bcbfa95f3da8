"""What is kept of people: customers as pseudonyms, no addresses anywhere."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import os
import re
import secrets
from pathlib import Path

from core.data.files.problem import ImportProblem

KEY_VARIABLE = "QUEUEWISE_PSEUDONYM_KEY"
KEY_BYTES = 32
PSEUDONYM = re.compile(r"^cust_[0-9a-f]{24}$")
_EMAIL = re.compile(r"[\w.%+'-]+@(?:[\w-]+(?:\.[\w-]+)+|localhost\b)")
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_IP6 = re.compile(r"(?<![\w:])[0-9A-Fa-f:]{2,39}(?:%\w+)?(?![\w:])")


def pseudonym_key(key_file: Path | None) -> bytes:
    """The installation's secret: the environment's, else the key file's, made on first use.

    The file is readable by its owner only. Losing it means that later imports no longer
    recognise the customers of earlier ones; nothing else.
    """
    given = os.environ.get(KEY_VARIABLE, "")
    if given:
        return hashlib.sha256(given.encode()).digest()
    if key_file is None:
        raise ImportProblem(f"Set {KEY_VARIABLE}: there is no place to keep the key for customer pseudonyms.")
    if not key_file.exists():
        _create(key_file)
    key = bytes.fromhex(key_file.read_text().strip())
    if len(key) < KEY_BYTES:
        raise ImportProblem(f"The pseudonym key in {key_file.name} is damaged; restore it from a backup.")
    return key


def _create(key_file: Path) -> None:
    key_file.parent.mkdir(parents=True, exist_ok=True)
    draft = key_file.with_name(f"{key_file.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secrets.token_hex(KEY_BYTES) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, key_file)
    finally:
        draft.unlink()


def pseudonym(value: str, key: bytes) -> str:
    """A stable name that cannot be turned back without the key; a pseudonym stays itself.

    Letter case and surrounding blanks do not matter, so that an address keeps one pseudonym.

    >>> pseudonym("Ann@example.org", b"k" * 32) == pseudonym("ann@example.org ", b"k" * 32)
    True
    >>> pseudonym("cust_" + "0" * 24, b"k" * 32)
    'cust_000000000000000000000000'
    """
    if PSEUDONYM.match(value):
        return value
    digest = hmac.digest(key, value.strip().lower().encode(), "sha256")
    return "cust_" + digest.hex()[:24]


def without_addresses(text: str) -> str:
    """Text with e-mail and IP addresses taken out.

    >>> without_addresses("VPN for ann@example.org from 10.0.0.7")
    'VPN for [address] from [address]'
    >>> without_addresses("fe80::1ff:fe23 and 2001:db8:0:1:2:3:4:5 at 12:30:45 in std::vector")
    '[address] and [address] at 12:30:45 in std::vector'
    """
    if "@" in text:
        text = _EMAIL.sub("[address]", text)
    if "." in text:
        text = _IP4.sub("[address]", text)
    return _IP6.sub(_without_ip6, text) if text.count(":") >= 2 else text


def _without_ip6(found: re.Match[str]) -> str:
    word = found[0]
    try:
        ipaddress.IPv6Address(word)
    except ValueError:
        return word
    return "[address]" if any(sign.isalnum() for sign in word) else word


def has_address(text: str) -> bool:
    """Whether an e-mail address is in the text.

    >>> has_address("ann@example.org"), has_address("4711@2")
    (True, False)
    """
    return "@" in text and _EMAIL.search(text) is not None


def agent_name(text: str) -> str:
    """An agent's name; of an e-mail address only the part before the @ is kept.

    >>> agent_name("ann.lee@example.org"), agent_name("Ann Lee <ann@example.org>"), agent_name("Ann")
    ('ann.lee', 'Ann Lee', 'Ann')
    """
    stripped = text.strip()
    if "@" not in stripped:
        return without_addresses(stripped)
    if _EMAIL.fullmatch(stripped):
        return stripped.split("@")[0]
    return _EMAIL.sub("", stripped).replace("<>", "").replace("()", "").strip() or "[address]"
