#!/bin/sh
# Makes .venv and installs a lock into it, unless it is there already:  scripts/set_up.sh run|dev
#
# .venv/installed names the lock and its checksum. It is written last: without it the venv was broken off half way,
# and is made again. Once the development tools are in, they stay: their lock holds the other.
set -eu
cd "$(dirname "$0")/.."

UV=uv==0.13.8
STAMP=.venv/installed
OLDEST='import sys; sys.exit(sys.version_info < (3, 11))'

# Where the network inspects TLS, only the system's own certificates know the inspector.
if [ -e /etc/ssl/certs/ca-certificates.crt ] || [ "$(uname)" = Darwin ]; then
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
fi

leave() {
    echo "$*" >&2
    exit 1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        "$PYTHON" -c "$OLDEST" 2>/dev/null || leave "PYTHON is $PYTHON, which is not a Python 3.11 or newer that runs."
        echo "$PYTHON"
        return
    fi
    for python in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$python" -c "$OLDEST" 2>/dev/null; then
            echo "$python"
            return
        fi
    done
    leave "Parley needs Python 3.11 or newer, and found none. Install one, or say where it is: PYTHON=/path/to/python3 make run"
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
        sh scripts/apt_install.sh "$package" ||
            leave "This Python cannot make virtual environments. Install what it lacks, then try again: sudo apt-get install $package"
    fi
    echo "Making a virtual environment in .venv" >&2
    rm -rf .venv
    "$python" -m venv .venv
}

checksum() {
    .venv/bin/python -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$1"
}

install_lock() {
    echo "Installing $1 into .venv" >&2
    rm -f "$STAMP"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$UV"
    .venv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "$1"
    echo "$1 $(checksum "$1")" >"$STAMP"
}

lock=requirements.txt
if [ "$1" = dev ] || grep -q '^requirements-dev.txt ' "$STAMP" 2>/dev/null; then
    lock=requirements-dev.txt
fi
if [ ! -e "$STAMP" ] || ! .venv/bin/python -c "$OLDEST" 2>/dev/null; then
    make_venv
fi
[ "$(cat "$STAMP" 2>/dev/null)" = "$lock $(checksum "$lock")" ] || install_lock "$lock"
