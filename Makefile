PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types install
demo: install

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[embedded,demo,multilingual,dev]'
	touch $(STAMP)

install: $(STAMP)

test: install
	$(BIN)/python -m pytest

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# mypy cannot follow setuptools' package-dir: it is shown the packages under their real names.
types: install
	rm -rf build/types && mkdir -p build/types/whyrec
	ln -s $(CURDIR)/whyrec/* build/types/whyrec/
	ln -s $(CURDIR)/agents $(CURDIR)/prompts $(CURDIR)/store $(CURDIR)/server $(CURDIR)/evals build/types/whyrec/
	cd build/types && $(CURDIR)/$(BIN)/mypy --config-file $(CURDIR)/pyproject.toml -p whyrec
