"""The one error an import raises for the person at the keyboard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """Something only the owner of the file can know.

    ``name`` is the `ImportOptions` field (or mapping key) that answers it; ``choices`` are the
    values offered, empty where anything may be typed.
    """

    name: str
    text: str
    choices: tuple[str, ...] = ()
    column: str | None = None


class ImportProblem(Exception):  # noqa: N818 - it is read by users, as a problem, not a fault
    """A file that cannot be imported as it is; the message is a sentence for users.

    ``question`` is set when an answer is all that is missing.
    """

    def __init__(self, message: str, question: Question | None = None) -> None:
        super().__init__(message)
        self.question = question
