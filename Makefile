# make run: the bot with its pages, from a bare clone. make test: everything that checks it.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
APP := .venv/bin/python
RASA := .venv-rasa/bin/python
TESTS ?= tests

.PHONY: run test scenarios lint train eval bench environments dev-environments clean help

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

run: environments ## start everything and print the page to open
	@exec $(APP) -m bot.launch

test: dev-environments train ## run every test; what this machine lacks is skipped with its reason
	@$(APP) -m pytest $(TESTS)

scenarios: dev-environments train ## whole conversations: pass^1 and pass^5 by behaviour, and each failure
	@$(APP) -m tests.scenarios $(SCENARIOS)

lint: dev-environments ## ruff, mypy, import-linter, rasa data validate
	$(APP) -m ruff check .
	$(APP) -m ruff format --check .
	$(APP) -m mypy
	.venv/bin/lint-imports
	$(APP) -m bot.training --validate

train: environments ## train when data, config or components changed
	@$(APP) -m bot.training

eval: train ## figures, tables and pictures of what the bot understands, to reports/index.html
	@PYTHONPATH=. $(RASA) -W ignore -m bot.nlu.evaluate models/refund.tar.gz tests/nlu/development \
		--conversations tests/nlu/conversations --reports reports

bench: dev-environments train ## seconds a turn, turns a second and memory, beside Rasa's own starter
	@$(APP) -m benchmarks.turns

environments:
	@$(PYTHON) setup/environments.py

dev-environments:
	@$(PYTHON) setup/environments.py --dev

clean: ## remove environments, models and the demo database
	rm -rf .venv .venv-rasa .uv models var reports
