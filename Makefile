# Parley. `make` lists what there is. Works with the make of Debian and the older one of macOS.
PY := .venv/bin/python
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)
# How many processes share the tests: one to a core, or none beside pytest's own for the few that ARGS chooses. The
# browser tests come after the others, file by file: those of one file share a server.
WORKERS := $(if $(ARGS),0,logical)
# chosen: what only shows what was read runs on SQLite, with a walk on PostgreSQL. all: everything on both.
DATABASES := chosen
PYTEST := $(PY) -m pytest --databases $(DATABASES) -n $(WORKERS)

# How many requests of each kind `make fuzz` makes of each operation.
EXAMPLES := 100

.DEFAULT_GOAL := help
.PHONY: help run test fuzz lint bench screenshot lock clean

help: ## list these targets
	@echo "make …"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1|\2/p' Makefile | awk -F'|' '{ printf "%-13s %s\n", $$1, $$2 }'

run: ## start Parley with the exercise; everything that it needs is installed the first time
	@sh scripts/set_up.sh run
	@EXERCISE="$${EXERCISE:-true}" exec $(PY) server.py

test: ## run the tests, with all the set-up they need; ARGS="-k name" goes on to pytest, WORKERS=4 sets processes, DATABASES=all databases
	@sh scripts/set_up.sh dev
	@$(PY) scripts/chromium.py
ifdef ARGS
	$(PYTEST) $(ARGS)
else
	$(PYTEST) --ignore=tests/browser
	$(PYTEST) --dist loadfile tests/browser
endif

fuzz: ## try the API with requests made at random from its document; EXAMPLES=1000 for each operation takes hours
	@sh scripts/set_up.sh dev
	FUZZ_EXAMPLES=$(EXAMPLES) $(PY) -m pytest -q tests/api/v1/test_fuzz.py

lint: ## check style and types
	@sh scripts/set_up.sh dev
	$(PY) -m ruff check
	$(PY) -m mypy

bench: ## measure speed and memory against the bars, into benchmarks/results.md; PART=counts measures a part
	@sh scripts/set_up.sh dev
	$(PY) -m benchmarks $(PART)

screenshot: ## take the README's picture of the overview from the running app
	@sh scripts/set_up.sh dev
	@$(PY) scripts/chromium.py
	$(PY) scripts/screenshot.py

lock: ## lock the versions in requirements*.in; UPGRADE=--upgrade takes the newest
	@sh scripts/set_up.sh dev
	$(COMPILE) --output-file requirements.txt requirements.in
	$(COMPILE) --override requirements-overrides.txt --output-file requirements-dev.txt requirements-dev.in
	@sh scripts/set_up.sh dev

clean: ## remove the virtual environment and caches; the database under var/ stays
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
