# `make help` lists what can be asked for. A fresh machine needs Python 3.11 or later, make, and a package registry.

PYTHON  ?= python3
PORT    ?= 5000
WORKERS ?= auto

VENV    := .venv
BIN     := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-installed
DEV     := $(VENV)/.dev-installed
AXE     := tests/browser/node_modules/.installed

LOCALE  := board/translations
POT     := $(LOCALE)/messages.pot
PO      := $(wildcard $(LOCALE)/*/LC_MESSAGES/messages.po)
MO      := $(PO:.po=.mo)

PYTEST  := $(BIN)/python -m pytest
SPREAD  := -n $(WORKERS) --dist worksteal
QUICK   := tests/rules tests/actions tests/visible tests/test_architecture.py tests/test_house.py tests/test_templates.py \
	tests/test_documents.py tests/test_both_databases.py \
	--ignore=tests/visible/test_search.py --ignore=tests/visible/test_search_reveals_nothing.py
ONCE_MORE := --once-more --last-failed --last-failed-no-failures=none
PIP     := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYBABEL := $(BIN)/pybabel --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run install test test-sqlite test-quick test-long check format lock bench chaos translations routes screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUNTIME) $(MO) ## the site with its demo forum, on http://127.0.0.1:5000 (PORT=… for another; ARGS=--again: the demo anew)
	@DEMO=1 PORT=$(PORT) $(BIN)/flask --app wsgi run-demo $(ARGS)

install: $(RUNTIME) $(MO) ## all that the site needs to run for real (docs/operating.md): its packages, its languages, no demo
	@$(BIN)/python -m compileall -q board migrations wsgi.py

# What `make test` runs; with ARGS it runs only what they name.
define all_tests
	$(PYTEST) $(SPREAD) --ignore=tests/browser --ignore=tests/chaos
	$(PYTEST) $(SPREAD) --ignore=tests/browser --ignore=tests/chaos --database=postgresql
	$(PYTEST) $(SPREAD) tests/browser || { [ $$? -eq 1 ] && $(PYTEST) tests/browser $(ONCE_MORE); }
	$(PYTEST) tests/chaos
endef

test: $(DEV) $(MO) $(AXE) ## all tests: on SQLite, on PostgreSQL, in a browser (what the machine lacks is skipped, and said; ARGS=tests/rules: one part)
	$(if $(ARGS),$(PYTEST) $(SPREAD) $(ARGS),$(all_tests))

test-quick: $(DEV) $(MO) ## under a minute of processor time, while you work: rules, texts, actions, what each person sees, how the code is built
	$(PYTEST) $(SPREAD) $(QUICK) $(ARGS)

test-long: export LONG := 1
test-long: test ## all tests, with four times the generated examples, and every page in every look

test-sqlite: $(DEV) $(MO) ## the first part of it; with another Python: VENV=.venv-3.13 PYTHON=python3.13
	$(PYTEST) $(SPREAD) --ignore=tests/browser --ignore=tests/chaos

check: $(DEV) $(MO) ## style, types, templates, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet
	@$(extract)
	$(BIN)/python -m tests.support.catalogues $(POT)

format: $(DEV) ## write the code in the agreed style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(DEV) ## lock requirements*.in again (UPGRADE=--upgrade for the newest versions)
	$(call lock,requirements.in,requirements.txt)
	$(call lock,requirements-dev.in,requirements-dev.txt)

bench: $(DEV) $(MO) ## measure the site (bench/)
	$(BIN)/python -m bench $(ARGS)

chaos: $(DEV) $(MO) ## kill, crowd, cut off and fill up the site for an hour and a half, and count what is lost (ARGS=--short: two minutes)
	$(BIN)/python -m bench.chaos $(ARGS)

translations: $(DEV) ## collect the interface's messages, update every catalogue, compile (NEW=fr begins one)
	@$(extract)
	$(if $(NEW),$(PYBABEL) init --input-file=$(POT) --output-dir=$(LOCALE) --locale=$(NEW))
	$(PYBABEL) update --input-file=$(POT) --output-dir=$(LOCALE) --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date
	$(PYBABEL) compile --directory=$(LOCALE)

routes: $(DEV) ## docs/routes.md, from the code
	$(BIN)/python -m tests.support.routes

screenshots: $(DEV) $(MO) ## pictures of the demo's main pages, into screenshots/
	$(BIN)/python -m tests.support.screenshots $(ARGS)

clean: ## remove everything that make built (not instance/, where the data is)
	rm -rf $(VENV) tests/browser/node_modules screenshots .mypy_cache .pytest_cache .ruff_cache .hypothesis
	rm -f $(POT) $(MO)
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# The environment. The stamps make the next start immediate: pip runs again only when a lock has changed.

$(RUNTIME): requirements.txt
	@command -v $(PYTHON) >/dev/null || { echo "Semana needs Python 3.11 or later, and there is no '$(PYTHON)'. Say which to use: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Semana needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Say which to use: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "This Python cannot make virtual environments (Debian, Ubuntu: apt-get install python3-venv)."; exit 1; }
	@echo "Installing Semana's packages into $(VENV) (about a minute, the first time)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "Installing what tests and checks need"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(LOCALE)/%/LC_MESSAGES/messages.mo: $(LOCALE)/%/LC_MESSAGES/messages.po | $(RUNTIME)
	@$(PYBABEL) compile --input-file=$< --output-file=$@ --locale=$*

$(AXE): tests/browser/package-lock.json
	@if command -v npm >/dev/null; then \
		npm ci --prefix tests/browser --ignore-scripts --no-audit --no-fund --loglevel=error && touch $@; \
	else echo "npm is not here: the accessibility checks will be skipped (Debian: apt-get install npm)"; fi

# The words of the interface, as the code and the templates have them now.
define extract
mkdir -p $(LOCALE) && $(PYBABEL) extract --mapping=babel.cfg --output=$(POT) --project=Semana \
	--copyright-holder="Semana contributors" --no-location --sort-output --keyword=_l --keyword=lazy_gettext --keyword=lazy_ngettext:1,2 .
endef

# No address of a registry, and no path, goes into a lock.
define lock
$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(UPGRADE) $(1) --output-file $(2)
endef
