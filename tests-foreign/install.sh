#!/bin/sh
# Installs what the foreign judges need: node, where apt can bring it, and what the lock files name.
# Does nothing that is done already.
set -eu
cd "$(dirname "$0")"

if ! command -v npm >/dev/null && command -v apt-get >/dev/null; then
    apt-get update -qq
    apt-get install -qqy --no-install-recommends nodejs npm
fi

for judge in */; do
    installed="$judge/node_modules/.installed"
    if ! cmp -s "$judge/package-lock.json" "$installed"; then
        (cd "$judge" && npm ci --no-audit --no-fund --ignore-scripts)
        cp "$judge/package-lock.json" "$installed"
    fi
done
