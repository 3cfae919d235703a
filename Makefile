# Two commands matter: `make run` and `make test`. PORT and VAR are honoured by both.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test drill bench check lock clean venv venv-dev chromium

PYTHON ?= python3
BIN := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@echo "make run     install what is needed and run the whole system (PORT=8000 VAR=var DEMO=1)"
	@echo "make test    run every test against real servers and a real browser"
	@echo "make drill   what kills, loads and compares in depth; beside make test, about twenty minutes"
	@echo "make bench   what is measured by the clock, beside a reference in the same process"
	@echo "make check   everything static: format, lint, contracts, types, templates, migrations, documents"
	@echo "make lock    write requirements*.txt anew from requirements*.in"
	@echo "make clean   remove .venv and caches (never VAR)"

run: venv
	@exec $(BIN)/python -m ip5.supervisor

test: venv-dev chromium
	@CHROMIUM="$$(cat .venv/chromium)" $(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

# Beside the suite: tests/drill is no part of `make test` (pyproject.toml, norecursedirs).
drill: venv-dev
	@$(BIN)/python -m pytest tests/drill -n 2 --maxschedchunk=1 $(ARGS)

bench: venv-dev
	@$(BIN)/python -m bench.digests $(ARGS)
	@$(BIN)/python -m bench.live
	@$(BIN)/python -m bench.roadmap

# The types and the migration check load the settings but ask no server anything.
check: venv-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/deptry .
	find templates -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --check --target-version 5.2
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=ip5.settings.prod $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py generate_docs --check

# From the package index alone: a machine's own folders of wheels would leave their hashes in the file.
LOCK := PIP_CONFIG_FILE=/dev/null PIP_FIND_LINKS= $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras \
        --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: venv-dev
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-dev.txt requirements-dev.in

clean:
	rm -rf .venv .ruff_cache .mypy_cache .import_linter_cache
	find ip5 proposals tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp holds the lock's hash, so that nothing is installed twice and nothing changed is missed.
venv:
	@.ci/install requirements.txt

venv-dev:
	@.ci/install requirements-dev.txt

chromium: venv-dev
	@.ci/chromium
