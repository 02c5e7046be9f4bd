#!/usr/bin/env bash
# Fuzzes every check for so many seconds and prints a table: fuzz/run.sh SECONDS [CHECK...]
# With cargo-fuzz and a nightly toolchain it uses libFuzzer, otherwise the program `plain`.
set -euo pipefail
cd "$(dirname "$0")"
seconds=${1:?usage: fuzz/run.sh SECONDS [CHECK...]}
shift
checks=("$@")
if [ ${#checks[@]} -eq 0 ]; then checks=(json_reader schema_pipeline evaluator pattern); fi

table=$(printf '%-16s %8s %12s %9s' check seconds executions findings)
row() { table+=$'\n'$(printf '%-16s %8s %12s %9s' "$@"); }
failed=0

cargo build --quiet --release --bin plain
plain=$(cargo metadata --format-version 1 --no-deps | grep -o '"target_directory":"[^"]*"' | cut -d'"' -f4)/release/plain

with_libfuzzer() {
  local check=$1 log
  log=$(mktemp)
  "$plain" seeds "$check" "corpus/$check"
  mkdir -p "artifacts/$check"
  nice -n 19 cargo +nightly fuzz run --fuzz-dir . --features libfuzzer "$check" -- \
    -max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=4096 \
    -dict=keywords.dict -print_final_stats=1 >"$log" 2>&1 || failed=1
  local runs found
  runs=$(grep -ao 'number_of_executed_units: [0-9]*' "$log" | grep -o '[0-9]*$' || tail -3 "$log" >&2)
  found=$(find "artifacts/$check" -type f | wc -l)
  if [ "$found" -gt 0 ]; then grep -a -m3 -E 'panicked at|^SUMMARY|^==[0-9]+== ERROR' -A1 "$log" >&2 || true; fi
  row "$check" "$seconds" "${runs:-0}" "$found"
  rm -f "$log"
}

with_plain() {
  local line
  line=$(nice -n 19 "$plain" "$1" "$seconds" 2>/dev/null) || failed=1
  local words=($line)
  row "$1" "${words[1]}" "${words[3]}" "${words[5]}"
}

if cargo +nightly fuzz --version >/dev/null 2>&1; then with=with_libfuzzer; else with=with_plain; fi
for check in "${checks[@]}"; do "$with" "$check"; done
printf '%s\n' "$table"
exit "$failed"
