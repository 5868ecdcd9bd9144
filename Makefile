# `make demo` opens the app on a practice book; `make test` runs everything that CI runs.
# Both need only Python 3.11 or newer and make: they keep an environment of their own in
# .venv and renew it when pyproject.toml or constraints.txt changes.

VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
ROUNDS ?= 200
SEED ?= 20261124
RUNS ?= 5
SIZES ?= $(or $(SIZE),10k 100k 1m)

.DEFAULT_GOAL := help
.PHONY: help demo test lint types check-imports pytest bench faults hostile year fuzz shared session-keys clean

help:  ## what can be asked for
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: $(VENV)/.stamp-run  ## open the app on a realistic practice book
	@$(BIN)/ledgerlane demo $(ARGS)

test: $(VENV)/.stamp-dev lint types check-imports pytest  ## style, types, import contracts and all tests

lint: $(VENV)/.stamp-dev  ## ruff: rules and layout
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.stamp-dev  ## mypy, strict
	$(BIN)/mypy

check-imports: $(VENV)/.stamp-dev  ## the direction of imports
	$(BIN)/lint-imports --no-cache

# A file of tests goes to one worker: what it makes for all of them is made once. The longest begin.
# Compiled once: where PYTHONDONTWRITEBYTECODE is set, each of the programs that tests start would do it.
pytest: $(VENV)/.stamp-dev
	@$(BIN)/python -m compileall -q ledgerlane
	HYPOTHESIS_PROFILE=ci $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

bench: $(VENV)/.stamp-dev  ## speed and memory beside peers; SIZES=10k is the quick one
	$(BIN)/python -m bench.run --sizes "$(SIZES)" $(ARGS)

faults: $(VENV)/.stamp-dev  ## kill -9 by lot, ROUNDS=200 times each; SEED= draws other moments
	LEDGERLANE_FAULT_ROUNDS=$(ROUNDS) LEDGERLANE_FAULT_SEED=$(SEED) $(BIN)/python -m pytest -q -s -p no:randomly tests/faults/test_killed.py tests/faults/test_sending_killed.py tests/faults/test_sending_steps.py tests/store/test_kill.py $(ARGS)

hostile: $(VENV)/.stamp-dev  ## every hostile name on every screen and in every command, RUNS=5 times in another order
	for run in $$(seq $(RUNS)); do $(BIN)/python -m pytest -q -n $(WORKERS) tests/hostile $(ARGS) || exit 1; done

year: $(VENV)/.stamp-dev  ## a whole year of a company by commands alone, DAYS=365, twice
	LEDGERLANE_YEAR_DAYS=$(or $(DAYS),365) $(BIN)/python -m pytest -q -s -n 0 tests/year $(ARGS)

fuzz: $(VENV)/.stamp-dev  ## atheris on each reader of files: READER=mt940 one of them, EXECUTIONS=1000000 so many; counts at the end
	@mkdir -p build/fuzz
	@for reader in $(or $(READER),$$(cd tests && ../$(BIN)/python -c 'from fuzz.readers import READERS; print(*READERS)')); do \
	  PYTHONPATH=tests $(BIN)/python -m fuzz $$reader $(EXECUTIONS) 2> build/fuzz/$$reader.log \
	    || { tail -n 40 build/fuzz/$$reader.log; exit 1; }; done

shared: $(VENV)/.stamp-dev  ## 100 processes at one shared book beside an importer, SECONDS=60; errors, p50 and p99
	$(BIN)/python -m bench.shared --seconds $(or $(SECONDS),60) $(ARGS)

session-keys: $(VENV)/.stamp-dev  ## KEYS=100000 keys by lot into a session under strace; SEED= draws others
	LEDGERLANE_SESSION_KEYS=$(or $(KEYS),100000) LEDGERLANE_SESSION_SEED=$(SEED) $(BIN)/python -m pytest -q -s -n 0 tests/e2e/test_session_keys.py $(ARGS)

clean:  ## forget the environment and the caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

# The environment: what the app needs, then what its tests need besides.

$(VENV)/bin/python:
	@PYTHON='$(PYTHON)' sh .ci/make-venv '$(VENV)'

$(VENV)/.stamp-run: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "installing what the app needs (once)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-run
	@echo "installing what the tests need (once)" >&2
	@$(BIN)/python .ci/dev_requirements.py > $(VENV)/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -r $(VENV)/dev.txt
	@touch $@
