PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# The tests start dozens of programs, and each would compile the whole project again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lock clean

demo: $(VENV)/.demo
	@$(BIN)/schoolbell demo $(ARGS)

test: $(VENV)/.test
	@scripts/test-tools.sh
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder --ignore tests/browser --ignore tests/faults
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder tests/browser tests/faults

lock:
	scripts/lock.sh

clean:
	rm -rf $(VENV) demo-data .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.python:
	@$(PYTHON) scripts/check_python.py
	@$(PYTHON) -m venv $(VENV)
	@touch $@

INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check

$(VENV)/.demo: requirements/demo.lock pyproject.toml $(VENV)/.python
	@echo "Installing into $(VENV) …" >&2
	@$(INSTALL) --require-hashes -r requirements/demo.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements/test.lock pyproject.toml $(VENV)/.python
	@echo "Installing what the tests need into $(VENV) …" >&2
	@$(INSTALL) --require-hashes -r requirements/test.lock
	@$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.demo
