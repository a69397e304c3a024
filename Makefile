# Every target sets itself up. A fresh machine needs Python 3.11 or newer, make, and pip's way to packages.

BIN := .venv/bin
# What is checked besides the program; a part that is not there yet is left out.
CODE := src tests $(wildcard benchmarks) mutants scripts examples

# Bytecode makes every start of the program quicker, in the tests too.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
# Checks report one after another, the tests last.
.NOTPARALLEL:
.PHONY: help setup test quick check format-check lint types imports docs-check pytest test-system \
    test-newest demo bench mutants corpus format docs lock wheelhouse clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Make .venv ready (PYTHON=… names the interpreter to use)
	@scripts/bootstrap

test: setup ## All checks and all tests that need nothing from outside
	@$(MAKE) --no-print-directory --keep-going format-check lint types imports docs-check pytest

quick: setup ## The same without documentation and slow tests (ROOM=invitations for one room)
	@$(MAKE) --no-print-directory --keep-going format-check lint types imports pytest \
	    SELECTION='not system and not thorough and not slow' TESTS='$(TESTS_OF_ROOM)'

check: ## What continuous integration runs: test, test-system and test-newest
	@.ci/run

format-check:
	$(BIN)/ruff format --check $(CODE)

lint:
	$(BIN)/ruff check $(CODE)

types:
	$(BIN)/mypy $(CODE)

imports:
	$(BIN)/lint-imports --no-logo

docs-check: ## Whether the documentation is true (PAGE=docs/how-to/invite-people.md for one page)
	$(BIN)/python -m scripts.documentation --check $(PAGE)
	$(BIN)/python -m scripts.schemas --check
	$(BIN)/python scripts/check_docs.py

SELECTION := not system and not thorough
pytest:
	$(BIN)/pytest -n 3 --dist worksteal -m '$(SELECTION)' $(TESTS)

# A room has one name in every layer: tests/core/invitations, tests/cli/invitations …
ifdef ROOM
TESTS_OF_ROOM := $(wildcard tests/$(ROOM) tests/*/$(ROOM))
ifeq ($(TESTS_OF_ROOM),)
$(error There is no room $(ROOM); the rooms are $(filter-out __% data,$(sort $(notdir $(patsubst %/,%,$(wildcard tests/*/*/))))))
endif
endif

test-system: setup ## The tests that need a program or a registry from outside, or very long
	@scripts/install-system-packages
	@status=0; \
	$(BIN)/pytest -n 3 --dist worksteal -m 'thorough and not system' || status=1; \
	$(BIN)/pytest -n 3 --dist worksteal -m 'not system and not thorough' --store-on postgresql tests/cli || status=1; \
	$(BIN)/pytest -m system -rs; code=$$?; \
	if [ $$code -eq 5 ]; then echo 'There are no system tests.'; elif [ $$code -ne 0 ]; then status=1; fi; \
	exit $$status

# What reads and writes documents, where a library's new release does most harm.
DOCUMENTS := tests/documents $(addprefix tests/cli/,reports sharing/test_making.py \
    sharing/test_protect_report.py)
test-newest: setup ## The document tests with the newest packages that pyproject.toml allows
	@scripts/newest
	.venv-newest/bin/pytest -n 3 --dist worksteal -m 'not system and not thorough and not slow' $(DOCUMENTS)

demo: setup ## A tour of the program
	@PATH="$(CURDIR)/$(BIN):$$PATH" scripts/demo

bench: setup ## Time what people wait for
	@$(BIN)/python -m benchmarks

mutants: setup ## Whether a test notices when a rule is taken away (ROOM=gates ALL=1)
	@$(BIN)/python -m mutants $(ROOM) $(if $(ALL),--all)

corpus: setup ## What becomes of other programs' files (FOLDER=… ARGS='--json FILE')
	@$(BIN)/python -m scripts.corpus $(if $(FOLDER),"$(FOLDER)") $(ARGS)

format: setup ## Put the code into the house's form
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

docs: setup ## Write the generated parts of the documentation anew (PAGE=… for one page)
	$(BIN)/python -m scripts.documentation $(PAGE)
	$(BIN)/python -m scripts.schemas -r

lock: setup ## Lock the dependencies anew (ARGS=--upgrade for the newest)
	$(BIN)/python scripts/lock.py $(ARGS)

wheelhouse: setup ## Fetch the locked packages for uv into .wheelhouse
	$(BIN)/python -m pip download -qq --no-build-isolation --require-hashes -d .wheelhouse \
	    -r requirements/build.txt -r requirements/dev.txt

clean: ## Remove everything that make has made
	rm -rf .venv .venv-newest .wheelhouse .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	    .benchmarks .mutants build dist
	find src tests scripts mutants $(wildcard benchmarks) -name __pycache__ -type d -prune -exec rm -rf {} +
