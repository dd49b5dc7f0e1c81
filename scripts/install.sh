#!/bin/sh
# install.sh LOCK: makes .venv if it is missing, puts into it what LOCK names (pinned, every file's hash checked), and
# then the package itself. PYTHON=... chooses the Python.
set -eu
cd "$(dirname "$0")/.."
lock=$1

say() { printf '%s\n' "$*" >&2; }

is_fit() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if ! [ -x .venv/bin/python ]; then
    python=
    for each in ${PYTHON:-python3.13 python3.12 python3.11 python3 python}; do
        if command -v "$each" >/dev/null && is_fit "$each"; then
            python=$each
            break
        fi
    done
    if [ -z "$python" ]; then
        say "Python 3.11 or newer is missing: install it (on Debian or Ubuntu: apt-get install python3 python3-venv), then run make again."
        exit 1
    fi
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        say "$python cannot make environments: install its venv module (on Debian or Ubuntu: apt-get install python3-venv), then run make again."
        exit 1
    fi
    say "Making .venv with $("$python" --version) ..."
    "$python" -m venv .venv
fi

say "Installing what $lock names ..."
if ! .venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --require-hashes \
    --only-binary :all: -r "$lock"; then
    say "The packages could not be installed: pip says above why. It has to reach the package registry this once."
    exit 1
fi
.venv/bin/python -m pip install --quiet --no-input --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
