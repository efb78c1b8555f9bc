# Everything one does with this checkout; `make` alone lists the targets.
# Needs Python 3.11 or newer with its venv module. Nothing here needs Node, Docker or root.

PY := .venv/bin/python
PIP := $(PY) -m pip -qq --disable-pip-version-check --no-input
PO := $(wildcard src/nadhir/web/locale/*/LC_MESSAGES/django.po)
MO := $(PO:.po=.mo)
LOCK := .venv/bin/uv pip compile pyproject.toml --quiet --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header

# The first of these that is new enough and can make an environment.
PYTHONS := python3.13 python3.12 python3.11 python3
CAN_MAKE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

.DEFAULT_GOAL := help
.PHONY: help env dev up test check bench lock messages docs vendor clean FORCE
.DELETE_ON_ERROR:

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

env: .venv/.nadhir $(MO) ## make .venv with what Nadhir runs on
	@:

up: env ## make what is missing, then start Nadhir with its demonstration workspace
	@.venv/bin/nadhir up

test: dev .venv/.scale ## run every test: SQLite, browser, PostgreSQL, Spark (ARGS="-k word" goes to pytest)
	@$(PY) -m tools.run_tests $(ARGS)

check: dev ## check style, types, imports, migrations, translations, docs, locks (ARGS="types lint" picks)
	@$(PY) -m tools.check $(ARGS)

bench: dev ## measure skill and speed; JSON under test-output/bench (DATA=folder of public tables)
	@$(PY) -m tools.bench $(if $(DATA),--data "$(DATA)") $(ARGS)

lock: dev ## resolve the dependencies anew and write the lock files
	@$(LOCK) --upgrade --group build -o requirements/run.lock > /dev/null
	@$(LOCK) --upgrade --group build --group dev --extra grow -c requirements/run.lock \
		-o requirements/dev.lock > /dev/null
	@$(LOCK) --upgrade --extra spark --extra bench --extra encoder -c requirements/dev.lock \
		-o requirements/scale.lock > /dev/null
	@echo "Wrote requirements/run.lock, requirements/dev.lock and requirements/scale.lock."

messages: dev ## take new words of the interface into the Arabic and French catalogues
	@$(PY) -m tools.translations update

docs: dev ## write the reference pages that are made from the program
	@$(PY) -m tools.docs_coverage --write

vendor: env ## fetch the third-party browser assets anew, as recorded
	@$(PY) -m nadhir.web.vendoring refresh

clean: ## remove what was made here: .venv, caches, test output; never your workspace in ./var
	@rm -rf .venv build dist test-output .coverage .hypothesis .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache
	@rm -f $(MO)
	@find src tests tools benchmarks -name __pycache__ -type d -prune -exec rm -rf {} + 2> /dev/null || true

# -- how the environment is made; a file under .venv remembers each step -------------------------------

# An environment whose Python went away is made anew.
ifeq ($(wildcard .venv/bin/python),)
.venv/.made: FORCE
endif
.venv/.made:
	@for python in $(PYTHONS); do \
		if "$$python" -c '$(CAN_MAKE)' > /dev/null 2>&1; then \
			test -x $(PY) || "$$python" -m venv --clear .venv; touch $@; exit 0; \
		fi; \
	done; \
	echo "Nadhir needs Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv)." >&2; \
	exit 1

.venv/.run: requirements/run.lock .venv/.made
	@echo "Installing what Nadhir runs on (the first time takes a minute or two) …"
	@$(PIP) install --require-hashes -r requirements/run.lock
	@touch $@

.venv/.nadhir: pyproject.toml .venv/.run
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

dev: .venv/.dev .venv/.nadhir $(MO)
	@:
.venv/.dev: requirements/dev.lock .venv/.run
	@echo "Installing what the tests and checks need …"
	@$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

# Spark and the programs that benchmarks compare with: large, and needed by their tests only. Built without
# isolation, so that what builds them is what the lock of the development tools holds.
.venv/.scale: requirements/scale.lock .venv/.dev
	@echo "Installing Spark for its tests (half a gigabyte, once) …"
	@$(PIP) install --require-hashes --no-build-isolation -r requirements/scale.lock
	@touch $@

%.mo: %.po | .venv/.nadhir
	@$(PY) -m nadhir.web.translations
