# Two commands for a newcomer: `make up`, `make test`. Nothing but Python 3.11+ and make is needed.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
UV := $(BIN)/uv
READY := .venv/.ready
COMPILE := $(UV) pip compile --quiet --generate-hashes --no-header --no-emit-index-url
ANYWHERE := --universal --python-version 3.11
WOLFCTL := $(BIN)/wolfctl
AUDIT := $(UV) run --quiet --isolated --no-project --with-requirements requirements-audit.lock
# What shares something slow to make stays together, and what takes longest begins first.
GROUPED := --dist loadgroup --no-loadscope-reorder

.PHONY: help up down status test test-unit test-render compliance test-postgres test-contract test-local test-prod-stack test-load test-faults test-containers bench check audit fmt lock docs pictures clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-14s %s\n", $$1, $$2}'

$(READY): requirements.lock requirements-uv.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer on PATH. Install one and run make again." >&2; exit 1; }
	@echo "Preparing .venv with $$($(PYTHON) --version)"
	@$(BIN)/python -c '' 2>/dev/null || { rm -rf .venv; $(PYTHON) -m venv .venv; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $(READY)

up: $(READY) ## Bring the whole system up on this machine and press HELP once (DETACH=1 returns afterwards)
	@$(WOLFCTL) up $(if $(DETACH),--detach)

down: $(READY) ## Stop everything that `make up` started
	@$(WOLFCTL) down

status: $(READY) ## Show what is running
	@$(WOLFCTL) status

test: test-unit ## Run every test: unit, then render, postgres, local and end to end side by side
	@$(BIN)/python -m pytest tests/local tests/e2e tests/render tests/postgres -n 3 $(GROUPED)

test-unit: $(READY) ## Unit tests: seconds, nothing running
	@$(BIN)/python -m pytest tests/unit -n 2

test-render: $(READY) ## Golden stacks, terraform validate for every environment, terraform test for every module
	@$(BIN)/python -m pytest tests/render -n 2

compliance: $(READY) ## Ask of prod's plan the HIPAA rules, our own, Checkov's, its price and what local leaves out of it
	@$(BIN)/python -m pytest tests/render/compliance tests/local/test_cost.py tests/local/test_differences.py \
	  -m 'compliance or not compliance'

test-postgres: $(READY) ## Queries, migrations and operations on a real PostgreSQL
	@$(BIN)/python -m pytest tests/postgres -n 2 $(GROUPED)

test-contract: $(READY) ## Ask the API ten thousand things that its document promises, then a corpus of SQL injections (minutes)
	@$(BIN)/python -m pytest tests/postgres/test_contract.py tests/postgres/test_injection_corpus.py -m slow -s

test-load: $(READY) ## A morning of 1,000 people and 1,000 caregivers, ten minutes, and a ledger of all that was acknowledged
	@$(BIN)/python -m pytest tests/load/test_morning_peak.py -m slow -s

test-local: $(READY) ## The embedded environment end to end: processes, Terraform, workers, failover, the press
	@$(BIN)/python -m pytest tests/local tests/e2e

test-prod-stack: $(READY) ## Prod's whole stack with prod's values: planned, applied to the emulators, destroyed; minutes
	@$(BIN)/python -m pytest tests/local/test_prod_stack.py -m prod_stack

test-faults: $(READY) ## Break one thing after the other while people press: network, processes, AWS, clocks, log; ten minutes (ONLY=name, PUBLISH=1)
	@PUBLISH=$(PUBLISH) $(BIN)/python -m pytest tests/faults -m faults -s $(if $(ONLY),-k "$(ONLY)")

test-containers: $(READY) ## The API's image, `up --env localstack`, LocalStack's package: what is not there is skipped; minutes
	@$(BIN)/python -m pytest tests/postgres/test_image.py tests/local/test_containers.py tests/local/test_localstack_services.py -m slow

bench: $(READY) ## Print ratios against references measured in the same run
	@$(BIN)/python -m pytest tests/bench -s

check: $(READY) ## Formatting, lint, types, import contracts, the Dockerfile, generated files
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/flake8 api clients workers wolfctl tests
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint api/Dockerfile
	@$(BIN)/python -m api.db.migrator.lint
	@$(WOLFCTL) docs --check --no-plans

audit: $(READY) ## Known weaknesses of what is pinned, and of the workflows (asks the registries' advisories)
	@for lock in requirements*.lock; do $(AUDIT) pip-audit --require-hashes --disable-pip --strict --desc off -r $$lock || exit 1; done
	@$(AUDIT) zizmor --offline .github

fmt: $(READY) ## Format Python and Terraform
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

pictures: $(READY) ## Take the README's pictures anew from what `make up` started (needs Chromium)
	@$(BIN)/python -m tests.e2e.take_pictures

docs: $(READY) ## Write the documents that are made from the sources
	@$(WOLFCTL) docs

lock: $(READY) ## Pin every dependency group with hashes (UPGRADE=1 takes newer versions)
	@$(COMPILE) $(ANYWHERE) $(if $(UPGRADE),--upgrade) --group api --group wolfctl --group uv --group embedded --group test --group bench --group lint -o requirements.lock
	@for g in uv api lambda emulator moto localstack terraform checkov audit load; do \
	  case $$g in uv|api|lambda) how="$(ANYWHERE) --constraints requirements.lock";; \
	    localstack) how="--python-version 3.13";; *) how="$(ANYWHERE)";; esac; \
	  $(COMPILE) $(if $(UPGRADE),--upgrade) $$how --group $$g -o requirements-$$g.lock; done

clean: down ## Stop everything and forget what can be made again; records of what was done stay in .wolf
	@rm -rf .wolf/local .wolf/build .wolf/tools .wolf/bench .wolf/test-checkout .venv
