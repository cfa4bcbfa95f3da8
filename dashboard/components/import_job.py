"""An import that runs beside the page: it goes on while the user looks elsewhere, and can be stopped."""

from __future__ import annotations

import logging
import secrets
import threading
from pathlib import Path

from core.data.ingest import ImportOptions, ImportProblem, ImportReport, Progress, import_file
from core.data.store import Store

log = logging.getLogger(__name__)


class ImportJob:
    """One running or finished import; the page polls its fields, only the thread writes them."""

    def __init__(self, url: str, path: Path, options: ImportOptions) -> None:
        self.options = options
        self.path = path
        self.progress = Progress("reading", 0, 0)
        self.report: ImportReport | None = None
        self.problem: ImportProblem | None = None
        self.error_id: str | None = None
        self._url = url
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="import", daemon=True)

    def start(self) -> ImportJob:
        """Begin; returns itself."""
        self._thread.start()
        return self

    def cancel(self) -> None:
        """Stop after the chunk that is being stored; what is stored stays."""
        self._stop.set()

    @property
    def is_running(self) -> bool:
        """Whether rows are still being read or stored."""
        return self._thread.is_alive()

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop and has not yet."""
        return self._stop.is_set() and self.is_running

    def wait(self, seconds: float | None = None) -> None:
        """Until it has ended, or for so long."""
        self._thread.join(seconds)

    def _run(self) -> None:
        store = Store.open(self._url)
        try:
            self.report = import_file(
                store, self.path, self.options, progress=self._tell, cancelled=self._stop.is_set
            )
        except ImportProblem as problem:
            self.problem = problem
        except Exception as error:
            self.error_id = secrets.token_hex(4)
            log.exception("import failed, error id %s", self.error_id, exc_info=error)
        finally:
            store.close()

    def _tell(self, progress: Progress) -> None:
        self.progress = progress
