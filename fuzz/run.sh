#!/bin/sh
# Runs targets for a number of cases each: `fuzz/run.sh 1000000 [TARGET…]`, all of them when none is named.
# What cargo-fuzz builds, and the cases that reached something new, lie in FUZZ_DIR, by default target/fuzz.
# FUZZ_SEED makes chance repeat itself, FUZZ_LEN bounds a case (4096 bytes).
set -eu

runs="$1"
shift
root="$(cd "$(dirname "$0")/.." && pwd)"
dir="${FUZZ_DIR:-${CARGO_TARGET_DIR:-$root/target}/fuzz}"
mkdir -p "$dir"
dir="$(cd "$dir" && pwd)"
cd "$root/fuzz"
if [ $# = 0 ]; then set -- $(ls seeds); fi

# Without a sanitizer any toolchain will do; what they find, safe Rust does not have.
# To trace comparisons takes half of the time, and finds words that `words.dict` holds.
cargo fuzz build --sanitizer none --no-trace-compares --target-dir "$dir"
program="$(rustc -vV | sed -n 's/^host: //p')/release"

for target in "$@"; do
    mkdir -p "$dir/corpus/$target" "$dir/found/$target"
    echo "$target: $runs cases"
    "$dir/$program/$target" -runs="$runs" -max_len="${FUZZ_LEN:-4096}" -seed="${FUZZ_SEED:-0}" -timeout=10 \
        -dict=words.dict -artifact_prefix="$dir/found/$target/" -print_final_stats=1 -verbosity="${FUZZ_VERBOSITY:-1}" \
        "$dir/corpus/$target" "seeds/$target" 2>"$dir/$target.log" || {
        tail -n 60 "$dir/$target.log"
        echo "$target: failed; the case lies in $dir/found/$target"
        exit 1
    }
    grep -E 'number_of_executed_units|average_exec_per_sec|DONE' "$dir/$target.log" | tail -n 3
done
