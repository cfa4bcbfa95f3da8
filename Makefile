# make run   install and start the dashboard on this machine, with the demo company if there is no data
# make test  install the test tools as well and run every check
# make bench measure speed beside other tools and write benchmarks/README.md

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
WORKERS ?= 2

.PHONY: run test check bench lock clean help

help:
	@sed -n 's/^# //p' $(MAKEFILE_LIST)

run: $(VENV)/.ready-run
	$(BIN)/queuewise run --demo-if-empty

test: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --cov --cov-report=term:skip-covered

check: $(VENV)/.ready-test
	$(BIN)/pre-commit run --all-files

bench: $(VENV)/.ready-bench $(VENV)/peers/.ready
	QUEUEWISE_PEERS_PYTHON=$(VENV)/peers/bin/python $(BIN)/python -m benchmarks

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Queuewise needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-run: $(VENV)/bin/python requirements.lock pyproject.toml
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements.lock
	$(PIP_INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-test: $(VENV)/.ready-run requirements-test.lock
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements-test.lock
	@touch $@

$(VENV)/.ready-bench: $(VENV)/.ready-test requirements-bench.lock
	$(PIP_INSTALL) --no-deps --require-hashes --requirement requirements-bench.lock
	@touch $@

# Tools to compare with that want an older pandas; nothing of Queuewise runs there.
$(VENV)/peers/.ready: $(VENV)/.ready-bench requirements-peers.lock
	$(PYTHON) -m venv $(VENV)/peers
	$(VENV)/peers/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --requirement requirements-peers.lock
	@touch $@

# Needs uv; writes no index address.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --extra install --output-file requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --extra install --extra test --output-file requirements-test.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links pyproject.toml --extra install --extra test --extra bench --output-file requirements-bench.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links benchmarks/peers.txt --output-file requirements-peers.lock

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
