#!/usr/bin/env bash
# The test command: makes its own virtual environment, then checks everything. Needs Python 3.11 or later.
set -euo pipefail
cd "$(dirname "$0")/.."

"${PYTHON:-python3}" -m venv .venv
export PATH="$PWD/.venv/bin:$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1
python -m pip install --quiet --upgrade pip "setuptools>=69"
python -m pip install --quiet --editable '.[test,parquet,garch]'

ruff check .
ruff format --check .
codespell
interrogate --quiet eventstudy tests
mypy
lint-imports
python -m pytest --numprocesses=2 --cov --cov-report=term "$@"
