"""What a source is: the columns it can read and how it turns them into canonical frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.data.cleaning.draft import Draft, Frames
from core.data.cleaning.mapping import Column, plain_name


@dataclass(frozen=True)
class Source:
    """A profile users can choose: ``build`` makes canonical frames of a draft.

    ``missing`` are words that stand for nothing in such files; ``signature`` are columns that only
    such files have, by which the profile is suggested.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    build: Callable[[Draft], Frames]
    signature: tuple[str, ...]
    missing: tuple[str, ...] = ()

    def likeness(self, names: list[str]) -> float:
        """Share of the signature that a file's column names cover, 0 to 1."""
        present = {plain_name(name) for name in names}
        return sum(plain_name(name) in present for name in self.signature) / len(self.signature)
