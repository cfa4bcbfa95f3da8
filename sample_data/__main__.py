"""``python -m sample_data``: write the committed demo company anew."""

from __future__ import annotations

from sample_data.committed import write_committed

write_committed()
