# One command for each thing one does with a checkout. `make` alone lists them. PYTHON=… names another interpreter.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test lint app bench verify clean package dev

PYTHON ?= python3
export PYTHON
BIN := .venv/bin

help:  ## list the targets
	@sed -nE 's/^([a-z]+):[^#]*## (.*)$$/make \1\t\2/p' Makefile | expand -t 16

demo: package  ## measure and check a city, make its enterprises, cost and budget policies, verify the engine; pages are in build/demo
	$(BIN)/innovatory demo --out build/demo
	$(BIN)/innovatory verify --quick

test: lint  ## lint, type check and all tests (installs what they need: Java for PySpark, PostgreSQL, Chromium; needs Node.js)
	scripts/need_java.sh
	scripts/need_postgresql.sh
	scripts/need_chromium.sh
	scripts/app.sh
	$(BIN)/python -m pytest
	scripts/browser.sh

lint: dev  ## ruff and mypy alone
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

app: package  ## build the web app into the package (needs Node.js 20.19 and npm); then: .venv/bin/innovatory serve
	scripts/app.sh

bench: dev  ## speed against hand-written Polars and OpenFisca, and of the whole library, on 2.5 million rows
	scripts/openfisca_env.sh
	$(BIN)/python benchmarks/run.py --out docs/benchmarks.md
	$(BIN)/python benchmarks/importing.py >> docs/benchmarks.md
	$(BIN)/python benchmarks/indicators.py >> docs/benchmarks.md
	$(BIN)/python benchmarks/populate.py >> docs/benchmarks.md
	$(BIN)/python benchmarks/budget.py >> docs/benchmarks.md
	$(BIN)/python benchmarks/whole_library.py >> docs/benchmarks.md
	scripts/app.sh
	$(BIN)/python benchmarks/web.py >> docs/benchmarks.md
	scripts/mesa_env.sh
	$(BIN)/python benchmarks/simulation.py >> docs/benchmarks.md

verify: dev  ## the long proofs in verification/, too slow for every change
	$(BIN)/python -m pytest verification

clean:  ## remove what was built (build, dist, caches); .venv stays
	rm -rf build dist app/node_modules src/innovatory/server/app .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

package:
	@scripts/setup.sh package

dev:
	@scripts/setup.sh dev
