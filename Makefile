# Two commands matter: `make serve` runs ashim, `make test` runs every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
WEB := src/ashim/server/static/index.html

.PHONY: serve test check wheel lock clean

serve: $(VENV)/.run $(WEB)
	$(BIN)/ashim serve

test: $(VENV)/.dev $(WEB)
	scripts/packages
	scripts/check
	$(BIN)/pytest -n auto

check: $(VENV)/.dev
	scripts/check

wheel: $(VENV)/.run
	$(UV) build --wheel --out-dir dist

lock: $(UV)
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group build pyproject.toml -o requirements.lock
	$(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --group dev pyproject.toml -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) dist web/node_modules tests/oidc/node_modules src/ashim/server/static

$(UV):
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet uv==0.13.9

$(VENV)/.run: requirements.lock pyproject.toml | $(UV)
	$(UV) pip install --quiet --require-hashes -r requirements.lock
	$(UV) pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(UV) pip install --quiet --require-hashes -r requirements-dev.lock
	touch $@

$(WEB): $(VENV)/.run $(shell find web -type f -not -path 'web/node_modules/*' 2>/dev/null)
	$(BIN)/python hatch_build.py
