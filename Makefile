# The commands: `make demo`, `make serve` and `make test`. Each makes .venv and installs what it needs.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
EXTRAS := embedded,server,langchain,demo,multilingual,dev

.PHONY: help demo serve test test-vllm test-postgresql lint types docs install clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       show everything on the MovieLens sample, with the embedded model"
	@echo "make serve      serve that sample over HTTP: page, API and chat"
	@echo "make test       run all tests"
	@echo "make test-vllm  run the tests that need a real vLLM, on the CPU"
	@echo "make test-postgresql  run the store's tests on a PostgreSQL"
	@echo "make lint       ruff, lint and format"
	@echo "make types      mypy --strict"
	@echo "make docs       write docs/cli.md anew"
	@echo "make install    only make .venv"
	@echo "make clean      remove what was made here: .venv, .demo, caches"

demo: install
	@$(BIN)/whyrec demo

serve: install
	@$(BIN)/whyrec serve --demo

test: install
	$(BIN)/python -m pytest -n auto --dist loadfile

test-vllm: install
	$(BIN)/python scripts/test_vllm.py

test-postgresql: install
	$(BIN)/python scripts/test_postgresql.py

lint: install
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .

# mypy cannot follow setuptools' package-dir: it is shown the packages under their real names.
types: install
	rm -rf build/types && mkdir -p build/types/whyrec
	ln -s "$(CURDIR)"/whyrec/* build/types/whyrec/
	for part in agents prompts store server evals; do \
		ln -s "$(CURDIR)/$$part" build/types/whyrec/; done
	cd build/types && "$(CURDIR)/$(BIN)/python" -m mypy --config-file "$(CURDIR)/pyproject.toml" -p whyrec

docs: install
	$(BIN)/python -m whyrec.cli._reference > docs/cli.md

install: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "whyrec needs Python 3.11 or newer; this is $$($(PYTHON) --version 2>&1)."; \
		echo "Name another one: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { echo "Making .venv"; $(PYTHON) -m venv --clear .venv; }
	@command -v g++ >/dev/null || command -v c++ >/dev/null || { \
		echo "No C++ compiler was found. llama-cpp-python is compiled when it is installed:"; \
		echo "install one (Debian, Ubuntu: apt-get install g++) if the next step fails."; }
	@echo "Installing into .venv. The first time llama-cpp-python is compiled: 3 to 5 minutes."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $(STAMP)

clean:
	rm -rf .venv .venv-vllm .cache .demo build dist whyrec.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
