# Everything a person or a machine runs here. `make help` lists it.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
READY := .venv/.installed
TYPED := $(wildcard reporting/statistics reporting/charts cuffing/database records/workflow.py)

# What a production start asks for; nothing connects with it.
AS_PRODUCTION := CUFFING_ENV=production DEBUG=0 ALLOWED_HOSTS=cuffing.example \
	SECRET_KEY=only-for-the-checks-0123456789-abcdefghijklmnopqrstuvwxyz \
	PSEUDONYM_KEY=only-for-the-checks OFFLINE_KEY=only-for-the-checks DATABASE_URL=postgres://web@localhost/cuffing
AS_TEST := CUFFING_ENV=test CUFFING_STATE="$${CUFFING_STATE:-.state/test}"

export PORT

.PHONY: help demo demo-reset run stop test check fix bench lock clean

help: ## List these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: $(READY) ## Serve the register with fictional data on http://127.0.0.1:8000 (PORT= changes it)
	@CUFFING_ENV=demo exec $(MANAGE) demo

demo-reset: $(READY) ## Delete all that the demo and `make run` stored, then as `make demo`
	@CUFFING_ENV=demo exec $(MANAGE) demo --reset

run: $(READY) ## Serve for development: the demo's database, code reloaded, errors in full
	@$(MANAGE) prepare_database
	@exec $(MANAGE) runserver 127.0.0.1:$(PORT)

stop: $(READY) ## Stop the embedded databases that `make run`, `make test` and others left running
	@$(MANAGE) stop_database
	@$(AS_TEST) $(MANAGE) stop_database

test: $(READY) ## Run all tests, in a browser too (PYTEST_ARGS=, DATABASE_OWNER_URL=, CHROMIUM=)
	@CHROMIUM="$$($(BIN)/python scripts/find_chromium.py)" && export CHROMIUM && \
		exec $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(PYTEST_ARGS)

check: $(READY) ## Lint, formats, types, migrations, production settings, generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(TYPED)
	find templates -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	$(AS_TEST) $(MANAGE) makemigrations --check --dry-run
	$(AS_PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(AS_TEST) $(MANAGE) workflow_diagram --check
	$(AS_TEST) $(MANAGE) questionnaire_version --check
	@if grep -n '://' requirements.lock; then \
		echo "requirements.lock records addresses: compile it with \`make lock\`." >&2; exit 1; fi

fix: $(READY) ## Mend what can be mended: lint, formats, generated files
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} + || true
	$(AS_TEST) $(MANAGE) workflow_diagram

bench: $(READY) ## Measure; the results belong in docs/performance.md
	@exec $(BIN)/python -m bench

lock: $(READY) ## Compile requirements.lock from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
		--generate-hashes --no-header --upgrade --quiet -o requirements.lock

clean: ## Delete the environment and caches; data stay (see demo-reset)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock scripts/make_environment.sh
	@sh scripts/make_environment.sh "$(PYTHON)"
