#!/bin/sh
# Installs what the foreign judges need: node, python3 and nginx, where apt can bring them, and what the lock files name.
# Does nothing that is done already.
set -eu
cd "$(dirname "$0")"

if ! command -v npm >/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qqy --no-install-recommends nodejs npm
fi

if ! command -v python3 >/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qqy --no-install-recommends python3
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
