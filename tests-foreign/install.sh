#!/bin/sh
# Installs what the foreign judges need, as the lock files say. Does nothing when it is there already.
set -eu
cd "$(dirname "$0")"

for judge in */; do
    installed="$judge/node_modules/.installed"
    if ! cmp -s "$judge/package-lock.json" "$installed"; then
        (cd "$judge" && npm ci --no-audit --no-fund --ignore-scripts)
        cp "$judge/package-lock.json" "$installed"
    fi
done
