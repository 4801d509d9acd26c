#!/bin/sh
# Makes .venv hold exactly what requirements.lock names. Needs only Python 3.11 or newer.
#
# pip installs uv, by the lock's own hashes, and uv installs the rest: that takes seconds where
# pip takes a quarter of a minute.
set -eu
cd "$(dirname "$0")/.."

new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
python=
for candidate in "${1:-python3}" python3 python3.14 python3.13 python3.12 python3.11; do
    if "$candidate" -c "$new_enough" 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed and was not found: install it" \
        "(Debian: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2
    exit 1
fi

if ! .venv/bin/python -c "$new_enough" 2>/dev/null || ! [ -x .venv/bin/uv ]; then
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "$python cannot make virtual environments: install its venv module first" \
            "(Debian and Ubuntu: apt-get install python$version-venv)" >&2
        exit 1
    fi
    echo "Making the Python environment in .venv"
    "$python" -m venv --clear .venv
    awk '/^[^ #]/ { keep = /^uv==/ } keep' requirements.lock >.venv/uv.lock
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r .venv/uv.lock
fi
.venv/bin/uv pip sync --quiet --python .venv/bin/python requirements.lock
touch .venv/.installed
