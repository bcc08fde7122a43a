# Two commands are enough for a newcomer: make demo, make test. Each one installs what it needs.

PORT ?= 8000
HOST ?= 127.0.0.1
PYTHON ?= python3
WORKERS ?= 2
BIN := .venv/bin
# As root, tests and demo keep their databases in /var/lib: PostgreSQL runs as a user of its own.

.DEFAULT_GOAL := help
.PHONY: help demo test test-all bench lint words assets messages requirements wheel clean

help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: .venv/run .venv/assets .venv/locale ## Start a whole platform with fictitious content (PORT=8123 for another port)
	@exec $(BIN)/participe demo --host $(HOST) --port $(PORT)

test: .venv/dev .venv/assets .venv/locale ## Run the tests, browser tests included
	@$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not full"

test-all: .venv/dev .venv/assets .venv/locale ## Run the tests with the full matrix of languages, widths and colours
	@$(BIN)/python -m tests.chromium
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

bench: .venv/dev .venv/assets .venv/locale ## Measure speed and print a table
	$(BIN)/python -m benchmarks

lint: .venv/dev .venv/assets ## Check style, types, and that every text is there in every language
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m participe.core.assets pyright
	$(BIN)/python -m participe.core.messages check

words: .venv/dev ## Check that every text of the interface is there in every language
	$(BIN)/python -m participe.core.messages check

assets: .venv/dev ## Fetch front-end packages and bundle style sheets
	$(BIN)/python -m participe.core.assets
	@touch .venv/assets

messages: .venv/dev ## Collect the texts to translate and bring the catalogues up to date
	$(BIN)/python -m participe.core.messages update

requirements: .venv/dev ## Compile the requirements with hashes from pyproject.toml
	$(BIN)/python -m participe.core.requirements

wheel: .venv/dev .venv/assets .venv/locale ## Build the wheel into dist/
	$(BIN)/python -m build --wheel --no-isolation

clean: ## Remove what was built, keep data
	rm -rf .venv node_modules static/build static/vendor dist
	find locale -name '*.mo' -delete

# --- What the commands stand on; a stamp file for each, so that the second time is quick ---

.venv/pip: requirements/pip.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/pip.txt
	@touch $@

.venv/run: .venv/pip requirements/run.txt requirements/node.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/node.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: .venv/run requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv/assets: .venv/run package-lock.json participe/core/assets.py $(wildcard static/css/*)
	$(BIN)/python -m participe.core.assets
	@touch $@

.venv/locale: .venv/run $(wildcard locale/*/LC_MESSAGES/messages.po)
	@$(BIN)/python -m participe.core.messages compile
	@touch $@
