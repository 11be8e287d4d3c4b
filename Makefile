# Everything happens in .venv; nothing here needs sudo or a compiler.
PYTHON ?= python3
VENV := .venv
# As deploy/build.sh does it, which says why.
PIP := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
	$(VENV)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --only-binary :all:
# The same folder for both commands of `serve`, whatever dateline.toml says of another.
INDEX := $(or $(DATELINE_INDEX),.dateline)
REINDEX := $(VENV)/bin/dateline index seeds --index $(INDEX)
# A file's tests share what its fixtures start, so that they stay together.
TESTS := --numprocesses auto --maxprocesses 4 --dist loadfile
FAULTS := .dateline/faults.jsonl

.PHONY: help serve test lint check check-slow check-image eval bench screenshots clean
.DEFAULT_GOAL := help

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: $(VENV)/.serve ## Set up, index seeds/ where there is no index yet, and serve on 127.0.0.1:8000
	@test -e "$(INDEX)/CURRENT" || $(VENV)/bin/dateline index seeds --index "$(INDEX)"
	@$(VENV)/bin/dateline serve --index "$(INDEX)" || { code=$$?; [ $$code -ne 6 ] \
	|| echo "To index seeds/ anew, or instead of it your articles: $(REINDEX)" >&2; exit $$code; }

test: $(VENV)/.test ## Set up and run the tests (about five minutes on two cores; no network once set up)
	$(VENV)/bin/python -m pytest $(TESTS)

lint: $(VENV)/.check ## Format, lint, types and layers
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

check: lint ## What CI runs: lint, all tests with the models' oracle, and our gold as a gate
	@$(MAKE) --no-print-directory test eval

check-slow: ## The same with the slow tests; stopped, the fault proofs go on where they were
	@FAULTS_JOURNAL="$(CURDIR)/$(FAULTS)" $(MAKE) --no-print-directory check TESTS='-m "slow or not slow"'
	@rm -f "$(FAULTS)"

check-image: $(VENV)/.test ## Build what the image holds, and run it as there: no Docker needed
	$(VENV)/bin/python -m pytest -m slow tests/test_image.py

eval: $(VENV)/.serve ## Score our gold questions over seeds/; fails when worse than the baseline
	@$(VENV)/bin/dateline index seeds --index .dateline/eval
	@$(VENV)/bin/dateline eval run --index .dateline/eval --out .dateline/eval/run.json
	@$(VENV)/bin/dateline eval gate .dateline/eval/run.json --baseline eval/gold/baseline.json

bench: $(VENV)/.check ## Time and weigh up to 10^6 passages beside the plain way: make bench ARTICLES=PATH
	$(VENV)/bin/python -m eval.bench $(ARTICLES)

screenshots: $(VENV)/.test ## Draw the page as the README shows it
	$(VENV)/bin/python -m pytest tests/page/screenshots.py

clean: ## Remove the environment and the index
	rm -rf $(VENV) .dateline

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	|| { echo "Dateline needs Python 3.11, 3.12 or 3.13: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	|| { echo "This Python lacks venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up $(VENV) to serve; the first time this downloads about 150 MB."
	@$(PIP) --editable .
	@touch $@

$(VENV)/.test: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up $(VENV) to test; the first time this downloads about 250 MB."
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.serve

$(VENV)/.check: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "Setting up $(VENV) to check; the first time torch alone is a download of several GB on Linux."
	@$(PIP) --editable '.[bench,dev,models,export,training,oracles]'
	@touch $@ $(VENV)/.serve $(VENV)/.test
