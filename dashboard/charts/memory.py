"""Remembers what was drawn: the same frame and arguments give the same figure, without drawing it again.

Building a Plotly figure takes longer than everything else on a page. Figures that come from here are
shared between sessions: never change one.
"""

from __future__ import annotations

import functools
import hashlib
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
Drawn = TypeVar("Drawn")
LIMIT = 256
_figures: OrderedDict[bytes, Any] = OrderedDict()
_lock = threading.Lock()


def remember(draw: Callable[P, Drawn]) -> Callable[P, Drawn]:
    """Let a function that draws a chart or a table draw each combination of its arguments once."""

    @functools.wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Drawn:
        key = _digest(draw.__module__, draw.__qualname__, args, sorted(kwargs.items()))
        if key is None:
            return draw(*args, **kwargs)
        with _lock:
            if key in _figures:
                _figures.move_to_end(key)
                found: Drawn = _figures[key]
                return found
        figure = draw(*args, **kwargs)
        with _lock:
            _figures[key] = figure
            while len(_figures) > LIMIT:
                _figures.popitem(last=False)
        return figure

    return drawn


def forget() -> None:
    """Draw everything anew from now on; for measuring how long that takes."""
    with _lock:
        _figures.clear()


def _digest(*parts: Any) -> bytes | None:
    """Equal bytes only for equal contents: frames are compared by all of their values.

    None where the arguments cannot be compared, such as objects of a module that was reloaded.
    """
    try:
        return hashlib.blake2b(pickle.dumps(parts, protocol=5), digest_size=16).digest()
    except (pickle.PicklingError, AttributeError, TypeError):
        return None
