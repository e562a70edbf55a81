# `make serve` and `make test` need nothing before them: each does its own set-up.
VENV := .venv
READY := $(VENV)/ready
# Written when npm has installed all that the lock file names.
MODULES := node_modules/ready
# The theme announces its end of life in each build; this is its documented switch.
export PYTHONPATH := src
export NO_MKDOCS_2_WARNING := 1
# The labs' kernel talks over a local socket instead of TCP, and does not warn.
export JUPYTER_CONFIG_PATH := docs/labs
# Else importing nbconvert makes an instance of every exporter, twice: 0.4 s.
export NBCONVERT_DISABLE_CONFIG_EXPORTERS := 1
# Looked for once, and only where an environment is made.
PYTHON = $(eval PYTHON := $(shell sh .ci/newest_python))$(PYTHON)

.PHONY: serve test test-programs test-browser test-slow slow-programs slow-browser test-all record figures atomic checked build runtime browser environment
serve: $(READY) runtime ; $(VENV)/bin/python -m publish.start serve --livereload
# Side by side: the programs mostly sleep, the browser mostly computes.
test: $(READY) runtime browser
	@$(MAKE) --no-print-directory --jobs 2 --output-sync test-programs test-browser
test-programs: ; $(VENV)/bin/pytest --ignore tests/site --ignore tests/browser
test-browser: ; $(VENV)/bin/pytest tests/site tests/browser
# What takes long: CPython's own suites, native broken copies, more seeds, every page at every width.
test-slow: $(READY) runtime browser
	@$(MAKE) --no-print-directory --jobs 2 --output-sync slow-programs slow-browser
slow-programs: ; $(VENV)/bin/pytest -m slow --ignore tests/site --ignore tests/browser
slow-browser: ; $(VENV)/bin/pytest -m slow tests/site tests/browser
test-all: test test-slow
record: $(READY) ; $(VENV)/bin/python -m examples.record $(NAMES)
figures: $(READY) ; $(VENV)/bin/python -m examples.figures $(NAMES)
# The tables of what is one step: all schedules, and real threads on FIGURE_PYTHONS.
atomic: $(READY) ; $(VENV)/bin/python -m examples.atomic $(NAMES)
# What the last test sessions kept of each program, for the pages.
checked: $(READY) ; $(VENV)/bin/python -m examples.checked
build: $(READY) runtime
	$(VENV)/bin/python -m publish.start build --strict
	$(VENV)/bin/python -m publish site
runtime: $(READY) $(MODULES) ; @$(VENV)/bin/python -m browser
# Named by BROWSER_PATH, or installed (unless NO_SYSTEM_BROWSER is set), or brought from npm.
browser: $(READY) $(MODULES) ; @$(VENV)/bin/python -m browser.chromium

# A fresh checkout is newer than what is installed: what counts is what the file says, of which
# the stamp is a copy. (An environment took a minute for each branch that was switched to.)
$(READY): requirements.txt
	@if cmp -s $< $@; then touch $@; else $(MAKE) --no-print-directory environment; fi

environment:
	@echo "Python of this environment: $(PYTHON)"
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer that starts was found" >&2; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@cp requirements.txt $(READY)

# Without the npm registry the site is built all the same, and says what it lacks.
$(MODULES): package-lock.json | $(READY)
	@if cmp -s $< $@; then touch $@; \
	elif $(VENV)/bin/python -m browser.build.node npm ci --loglevel=error; then cp $< $@; \
	else echo "npm ci failed" >&2; fi
