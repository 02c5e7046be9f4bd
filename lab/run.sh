#!/usr/bin/env bash
# The long runs of the fault laboratory, as a table: run.sh [SUBMISSIONS] [KILLS] [FIRST-SEED]
set -euo pipefail
cd "$(dirname "$0")/.."
submissions=${1:-1000000} kills=${2:-1000} seed=${3:-0}

lab() { cargo run --quiet --release -p mindvideo --example lab --features sandbox -- "$@"; }
echo "== simulation: lab simulate $submissions $seed"
lab simulate "$submissions" "$seed"
echo "== kills: lab kill $kills $seed"
lab kill "$kills" "$seed"
echo "== every drop, old seeds, waits at one rate"
cargo test --quiet --release -p mindvideo --features sandbox --test lab
