# `make serve` and `make test` need nothing before them: each does its own set-up.
VENV := .venv
READY := $(VENV)/ready
# The theme announces its end of life in each build; this is its documented switch.
export PYTHONPATH := src
export NO_MKDOCS_2_WARNING := 1
# The labs' kernel talks over a local socket instead of TCP, and does not warn.
export JUPYTER_CONFIG_PATH := docs/labs
PYTHON = $(shell sh .ci/newest_python)

.PHONY: serve test test-programs test-browser record build runtime
serve: $(READY) runtime ; $(VENV)/bin/mkdocs serve --livereload
# Side by side: the programs mostly sleep, the browser mostly computes.
test: $(READY) runtime ; @$(MAKE) --no-print-directory --jobs 2 --output-sync test-programs test-browser
test-programs: ; $(VENV)/bin/pytest --ignore tests/site --ignore tests/browser
test-browser: ; $(VENV)/bin/pytest tests/site tests/browser
record: $(READY) ; $(VENV)/bin/python -m examples.record $(NAMES)
build: $(READY) runtime ; $(VENV)/bin/mkdocs build --strict
runtime: $(READY) ; @$(VENV)/bin/python -m browser.fetch && $(VENV)/bin/python -m browser.editor && $(VENV)/bin/python -m browser.contract

$(READY): requirements.txt
	@echo "Python of this environment: $(PYTHON)"
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or newer that starts was found" >&2; exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $(READY)
