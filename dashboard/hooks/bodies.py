"""Reads the body of a message without trusting it: limited in size and in depth."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

MOST_BYTES = 1_048_576
MOST_DEPTH = 32
SHAPE_DEPTH = 4
SHAPE_NAMES = 40


class TooLargeError(Exception):
    """The body is larger than what is read."""


class UnreadableError(Exception):
    """The body is not JSON, or not one that is read."""


async def read_body(request: Request, most: int = MOST_BYTES) -> bytes:
    """The raw bytes; raises TooLargeError as soon as they are known to be too many."""
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced) > most:
        raise TooLargeError
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLargeError
    return bytes(body)


def parse(body: bytes) -> Any:
    """The JSON value of a body; raises UnreadableError with the reason.

    >>> parse(b'{"a": [1]}')
    {'a': [1]}
    """
    try:
        text = body.decode("utf-8")
        value = json.loads(text, parse_constant=_no_constant)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except RecursionError:
        raise UnreadableError("The message is nested too deeply.") from None
    except ValueError:
        raise UnreadableError("The message is not JSON in UTF-8.") from None
    if depth(value, MOST_DEPTH) > MOST_DEPTH:
        raise UnreadableError("The message is nested too deeply.")
    return value


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def depth(value: Any, most: int) -> int:
    """How deeply a value is nested; looks no further than one level beyond ``most``.

    >>> depth(7, 32), depth({"a": [{}]}, 32), depth([[[[]]]], 2)
    (0, 3, 3)
    """
    level, reached = [value], 0
    while reached <= most:
        inner = [each for each in level if isinstance(each, dict | list)]
        if not inner:
            break
        reached += 1
        level = [part for each in inner for part in (each.values() if isinstance(each, dict) else each)]
    return reached


def shape(value: Any, left: int = SHAPE_DEPTH) -> Any:
    """The names of a message and the kinds of its values, without any value.

    >>> shape({"id": 7, "who": {"mail": "ann@example.org"}, "tags": ["a", "b"]})
    {'id': 'number', 'who': {'mail': 'text'}, 'tags': ['text']}
    """
    if isinstance(value, dict):
        some = list(value.items())[:SHAPE_NAMES]
        return {str(name)[:80]: shape(part, left - 1) for name, part in some} if left else "object"
    if isinstance(value, list):
        return [shape(part, left - 1) for part in value[:1]] if left else "list"
    kinds = {str: "text", bool: "flag", int: "number", float: "number"}
    return kinds.get(type(value), "nothing")
