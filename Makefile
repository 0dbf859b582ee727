# Two commands for everyone: `make demo` and `make test`. `make check` is what CI runs.
.PHONY: help demo demo-ckan test test-unit test-full wheel audit check bench format lint types contracts lock clean
.DEFAULT_GOAL := help
PY := .venv/bin/python
TEST := scripts/test.sh

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

demo: ## Set up what is missing and run the nightly job on the sample agency
	@scripts/setup.sh run
	@scripts/demo.sh

demo-ckan: ## The demo and two nights more, also against a real CKAN: an edit, lost files, an embargo, a version
	@scripts/setup.sh ckan
	@scripts/demo-ckan.sh

test: ## Set up what is missing and pass the tests
	@scripts/setup.sh test
	@$(TEST) -m "not full"

test-unit: ## The tests of our code alone: the quickest look at a change
	@scripts/setup.sh test
	@$(TEST) -m "unit and not full"

test-full: ## All tests, long sweeps included
	@scripts/setup.sh test
	@$(TEST)

wheel: ## Build the wheel into dist/ with its SBOM (checked against the lock) and SHA-256; KEY=~/.ssh/id_ed25519 signs them
	@scripts/setup.sh test
	@scripts/wheel.sh $(KEY)

audit: ## Ask the package index for known vulnerabilities of what is locked; fails when it cannot say
	@.venv/bin/uv tool run --quiet --from pip-audit==2.10.1 pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt

bench: ## Throughput beside the peers, as ratios (docs/benchmarks.md)
	@scripts/setup.sh test
	@$(PY) -m benchmarks.source
	@$(PY) -m benchmarks.validate
	@$(PY) -m benchmarks.deidentify
	@$(PY) -m benchmarks.batches --rows 1000000
	@$(PY) -m benchmarks.compare
	@$(PY) -m benchmarks.text
	@$(PY) -m benchmarks.exports
	@$(PY) -m benchmarks.conversion
	@$(PY) -m benchmarks.nights
	@$(PY) -m benchmarks.static
	@$(PY) -m benchmarks.scale
	@$(PY) -m benchmarks.search --datasets 2000
	@$(PY) -m benchmarks.ckan
	@$(PY) -m benchmarks.accessibility
	@$(PY) -m benchmarks.cluster

check: ## What CI runs: format, lint, types, import contracts, tests
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory format lint types contracts
	@$(MAKE) --no-print-directory test

format: ## Check the formatting (ruff format --check)
	@$(PY) -m ruff format --check --quiet .

lint: ## Lint
	@$(PY) -m ruff check --quiet .

types: ## Type-check the product strictly
	@$(PY) -m mypy --no-error-summary

contracts: ## Check who may import whom
	@.venv/bin/lint-imports --no-logo >/dev/null || .venv/bin/lint-imports

lock: ## Resolve the dependencies anew, with hashes and without index addresses
	@$(PY) -m uv pip compile -q --upgrade --generate-hashes --no-annotate --no-header --python-version 3.11 --extra all --group build --group samples pyproject.toml -o requirements/run.txt
	@$(PY) -m uv pip compile -q --upgrade --generate-hashes --no-annotate --no-header --python-version 3.11 --extra all --group dev pyproject.toml -c requirements/run.txt -o requirements/dev.txt

clean: ## Remove what the demo and the tools made (keys stay)
	@rm -rf .publisher .cache .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
