#!/bin/sh
# Installs what the foreign judges need: node, python3 and nginx, where apt can bring them, and what the lock files name.
# Does nothing that is done already.
set -eu
cd "$(dirname "$0")"

if ! command -v npm >/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qqy --no-install-recommends nodejs npm
fi

if ! python3 -c "import ensurepip, venv" 2>/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qqy --no-install-recommends python3 python3-venv
fi

if ! command -v nginx >/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qqy --no-install-recommends nginx-light
fi

for lock in */package-lock.json; do
    judge="$(dirname "$lock")"
    installed="$judge/node_modules/.installed"
    if ! cmp -s "$lock" "$installed"; then
        (cd "$judge" && npm ci --no-audit --no-fund --ignore-scripts)
        cp "$lock" "$installed"
    fi
done

# Into an environment of its own, from wheels only: nothing is compiled.
for list in */requirements.txt; do
    judge="$(dirname "$list")"
    installed="$judge/.venv/.installed"
    if ! cmp -s "$list" "$installed"; then
        python3 -m venv --clear "$judge/.venv"
        "$judge/.venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: --no-deps --requirement "$list"
        cp "$list" "$installed"
    fi
done
