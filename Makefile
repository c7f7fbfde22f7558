# make .venv  an environment with Verbale in it      make check  style, types, layers
# make demo   code and brief the examples            make eval   measure against the gold stories
# make test   check, then all tests                  make bench  stories per second, stage by stage
# make docs   docs/cli.md from the help              make figures, make pictures  README's figures and picture
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SHARED := ../shared
UV := uv

.PHONY: .venv demo test check eval bench docs figures pictures lock clean

.venv: $(VENV)/.installed

$(VENV)/.installed: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install -r requirements.lock
	$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP) install -r requirements-dev.lock
	@touch $@

demo: .venv
	@echo "== 1. Claims of three stories: who did what to whom, when, who says so"
	@$(BIN)/verbale code examples/*.txt
	@echo "== 2. One story as a brief: open brief.html in a browser"
	@$(BIN)/verbale brief examples/zoo.txt -o brief.html

test: check
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy --strict src
	$(BIN)/lint-imports

eval: .venv
	@if [ -d $(SHARED)/gold ]; then $(BIN)/python -m evaluation; \
	else echo "No gold stories: $(SHARED)/gold is missing, so there is nothing to measure against."; fi

bench: .venv
	@$(BIN)/python -m evaluation.bench

docs: .venv
	@$(BIN)/python tools/docs_cli.py docs/cli.md

figures: .venv
	@$(BIN)/python tools/docs_figures.py README.md

pictures: .venv
	@$(BIN)/python tools/pictures.py docs/images

lock:
	$(UV) pip compile --universal --python-version 3.11 --no-header --no-annotate pyproject.toml -o requirements.lock
	$(UV) pip compile --universal --python-version 3.11 --no-header --no-annotate pyproject.toml --extra dev \
		-c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache brief.html
