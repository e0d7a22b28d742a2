# `make run` is all that a user needs; `make help` lists the rest.
# The stamps in .venv say what was installed; they are older than pyproject.toml when it has to be done again.

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
INSTALLED_TESTS := $(VENV)/.installed-tests
LIBRARIES := $(VENV)/.libraries
DISPLAY_TOOLS := $(VENV)/.display-tools
export PYTHON
unexport PYTHONPATH PYTHONHOME

# pytest says 5 where nothing was collected.
XVFB_STAGE := .ci/with_display.sh $(BIN)/pytest -m xvfb; code=$$?; [ $$code = 5 ] || exit $$code

.DEFAULT_GOAL := help
.PHONY: help run setup test lint format bench oracle clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

run: $(LIBRARIES) ## start Neuroloom; make run ARGS="table.csv" passes arguments on
	@set -- $(ARGS); \
	if [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ] && [ "$$(uname)" = Linux ] && { [ $$# = 0 ] || [ -e "$$1" ]; }; then \
		echo "There is no display to open a window on, so here is the demonstration instead (neuroloom demo)."; \
		exec $(BIN)/neuroloom demo; \
	fi; \
	exec $(BIN)/neuroloom "$$@"

setup: $(LIBRARIES) ## install into .venv what running needs, and start nothing

test: lint $(DISPLAY_TOOLS) ## check style, types and behaviour
	@OPENBLAS_NUM_THREADS=1 $(BIN)/pytest -n 2 --dist worksteal --ignore=tests/designer --ignore=tests/journeys
	@OPENBLAS_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen $(BIN)/pytest -n 2 --dist worksteal tests/designer tests/journeys
	@$(XVFB_STAGE)

lint: $(INSTALLED_TESTS) ## check style and types alone
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy

format: $(INSTALLED_TESTS) ## put every file into the project's style
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

bench: $(INSTALLED_TESTS) $(LIBRARIES) ## measure the speed that is promised
	@QT_QPA_PLATFORM=offscreen $(BIN)/pytest tests/benchmarks -s
	@$(BIN)/python -m tests.benchmarks
	@$(BIN)/python -m tests.benchmarks.references

oracle: $(INSTALLED_TESTS) ## record anew what PyTorch computes, where it is installed
	@$(BIN)/python -m tests.oracle

clean: ## remove caches and built files; .venv stays
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find designer engine resources tests -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@.ci/make_environment.sh $(VENV)

$(INSTALLED): pyproject.toml | $(BIN)/python
	@echo "Installing Neuroloom into $(VENV); the first time takes a minute or two."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(INSTALLED_TESTS): pyproject.toml | $(BIN)/python
	@echo "Installing Neuroloom and its tests' tools into $(VENV); the first time takes a minute or two."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch $(INSTALLED) $@

# No stamp is left while something is missing, so that the next run looks again.
$(LIBRARIES): $(INSTALLED)
	@$(BIN)/python .ci/system_packages.py qt --stamp $@

$(DISPLAY_TOOLS): $(INSTALLED_TESTS)
	@$(BIN)/python .ci/system_packages.py tests --stamp $@
