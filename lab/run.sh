#!/usr/bin/env bash
# The figures of docs/reliability.md, long: run.sh [SUBMISSIONS] [KILLS] [FIRST-SEED]
set -euo pipefail
cd "$(dirname "$0")/.."
submissions=${1:-1000000} kills=${2:-1000} seed=${3:-0}

step() { printf '\n== %s\n' "$*"; }
run() { cargo run --quiet --release --locked -p mindvideo --features sandbox --example "$@"; }
tests() { cargo test --quiet --locked -p mindvideo --features reqwest,sandbox,tracing "$@"; }

step "F1, F2, F6: simulated submissions"
run lab -- simulate "$submissions" "$seed"
step "F2, F3: faults of the wire, every transport"
tests --test client -- --nocapture one_charge_and exhausted cut_anywhere
step "F3: faults of HTTP/2, over reqwest"
cargo run --quiet --locked --manifest-path lab/http2/Cargo.toml
step "F4: kills at random moments"
run lab -- kill "$kills" "$seed"
step "F4: deaths at named points"
run lab -- crash 20
step "F4: power cuts at every byte of a journal's writes"
run lab -- power 1
step "F5, F7: every drop, and where the key is seen"
tests --test lab --test client --test tracing
step "F8: a file of 1 GiB, beside curl"
run download -- 1024 100 "$seed"
step "F9: what waiting costs"
tests --lib -- --nocapture what_the_usual_course_costs an_end_is_noticed a_thousand_waits
step "F10: beyond bare hyper"
run overhead
step "F11: events in random pieces"
run lab -- events "$submissions" "$seed"
