"""Tiers of customers, remembered by customer: the table is read again only for somebody new."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd


class KnownTiers:
    """The tier of every customer asked for so far; None where nobody knows it."""

    def __init__(self, read: Callable[[], pd.DataFrame]) -> None:
        """``read`` gives the table of customers: ``customer_key``, ``tier``."""
        self.customers = read
        self._known: dict[str, str | None] = {}

    def of(self, keys: pd.Series) -> list[str | None]:
        """One tier per key, in order.

        >>> table = pd.DataFrame({"customer_key": ["a", "b"], "tier": ["Free", None]})
        >>> KnownTiers(lambda: table).of(pd.Series(["b", "a", None, "c"]))
        [None, 'Free', None, None]
        """
        wanted = [None if key is None or key != key else str(key) for key in keys.astype(object)]
        new = {key for key in wanted if key is not None and key not in self._known}
        if new:
            told = self.customers().dropna(subset=["tier"]).drop_duplicates("customer_key", keep="last")
            tiers = dict(zip(told["customer_key"], told["tier"], strict=True))
            self._known = dict.fromkeys(self._known.keys() | new) | {
                key: str(tiers[key]) for key in (self._known.keys() | new) if key in tiers
            }
        return [self._known.get(key) if key is not None else None for key in wanted]
