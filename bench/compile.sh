#!/usr/bin/env bash
# What compiling costs, ours and peers side by side: see README.md for the columns.
#
#     bench/compile.sh [COUNT …]          # how many models, 50 and 1000 if not said
#     PEERS="derive typify" bench/compile.sh 50
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
seed=$here/schemas/veo3-1-quality.json
counts=("${@:-50}")
[ $# -gt 0 ] || counts=(50 1000)
read -ra contestants <<<"mindvideo ${PEERS-derive traits typify jsonschema}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR

# measured FILE COMMAND…: CPU seconds and MiB into FILE.
measured() {
    local to=$1
    shift
    /usr/bin/time -f '%U %S %M' -o "$work/time" "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    tail -n 1 "$work/time" | awk '{ printf "%8.2f %8.0f", $1 + $2, $3 / 1024 }' >"$to"
}

# Models that differ from the seed's by values and by a field or two of their own.
models() {
    local count=$1 to=$2
    mkdir -p "$to"
    for ((i = 0; i < count; i++)); do
        local own="\"seed_$i\": { \"type\": \"integer\", \"minimum\": 0, \"maximum\": $((i + 10)) },"
        [ $((i % 2)) = 0 ] || own+="\"style\": { \"enum\": [\"plain\", \"style-$i\", \"rich-$((i % 7))\"] },"
        sed -e "0,/\"properties\": {/s//\"title\": \"Input\", \"properties\": { $own/" \
            -e "s/\"1080p\"/\"$((1080 + i))p\"/" -e "s/\"frame\"/\"frame-$((i % 11))\"/" \
            "$seed" >"$to/model-$i.json"
    done
}

dependencies() {
    case $1 in
        mindvideo) echo "mindvideo = { path = \"$here/mindvideo\", default-features = false }" ;;
        derive | traits) echo 'serde = { version = "1", features = ["derive"] }' ;;
        typify) printf '%s\n' 'typify = "0.8.0"' 'serde = { version = "1", features = ["derive"] }' 'regress = "0.11"' ;;
        jsonschema) echo 'jsonschema = { version = "0.60.2", default-features = false, features = ["macros"] }' ;;
    esac
    echo 'serde_json = "1"'
}

# What a person would write for model `i` of a contestant: `derive` reads it, `traits` has what ours have.
written() {
    local contestant=$1 i=$2 members="    pub seed_$2: Option<i64>," style=
    if [ $((i % 2)) = 1 ]; then
        members+=$'\n    pub style: Option<Style>,'
        style="#[derive(Deserialize)]
pub enum Style { #[serde(rename = \"plain\")] Plain, #[serde(rename = \"style-$i\")] Style, #[serde(rename = \"rich\")] Rich }"
    fi
    {
        awk -v members="$members" 'NR > 2; /^pub struct Input/ { print members }' "$here/bench/derive.rs"
        echo "$style"
    } | if [ "$contestant" = derive ]; then cat; else
        sed -e 's/^use serde::Deserialize/use serde::{Deserialize, Serialize}/' \
            -e 's/^#\[derive(Deserialize)\]/#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]/' \
            -e 's/^pub enum/#[derive(Copy, Eq, PartialOrd, Ord, Hash)] pub enum/'
    fi
}

# The code of `count` models, and what a program does with the first.
code() {
    local contestant=$1 count=$2 crate=$3
    local read='pub fn read(text: &str) -> bool'
    rm -rf "$crate/src/models"
    case $contestant in
        mindvideo)
            "$work/generator" generate "$work/schemas-$count" --out "$crate/src/models" >"$work/log" 2>&1
            echo "pub mod models; $read { models::model_0::Input::from_json(text).is_ok() }"
            ;;
        derive | traits)
            for ((i = 0; i < count; i++)); do
                echo "pub mod model_$i {"
                written "$contestant" "$i"
                echo "}"
            done
            echo "$read { serde_json::from_str::<model_0::Input>(text).is_ok() }"
            ;;
        typify)
            for ((i = 0; i < count; i++)); do
                echo "pub mod model_$i { typify::import_types!(schema = \"../schemas-$count/model-$i.json\"); }"
            done
            echo "$read { serde_json::from_str::<model_0::Input>(text).is_ok() }"
            ;;
        jsonschema)
            for ((i = 0; i < count; i++)); do
                echo "#[jsonschema::validator(path = \"../schemas-$count/model-$i.json\")] pub struct Model$i;"
            done
            echo "$read { serde_json::from_str(text).is_ok_and(|value| Model0::is_valid(&value)) }"
            ;;
    esac >"$crate/src/lib.rs"
}

# Wall seconds of `cargo check` after the schema of one model was edited, the least of five times.
edited() {
    local schema=$work/schemas-1/model-0.json least=999 length
    if [ "$1" = mindvideo ]; then
        echo '#[mindvideo::mindvideo_model("../schemas-1/model-0.json")] pub mod model_0 {}' >src/lib.rs
    fi
    cargo check -q >"$work/log" 2>&1
    for length in 2 3 4 5 6; do
        # A file of the same second may pass for unchanged.
        sleep 1
        sed -i "s/\"minLength\": [0-9]*/\"minLength\": $length/" "$schema"
        /usr/bin/time -f %e -o "$work/time" cargo check >"$work/log" 2>&1
        least=$(tail -n 1 "$work/time" | awk -v least="$least" '{ print $1 < least ? $1 : least }')
    done
    grep -q Checking "$work/log" || { echo "$1 did not notice an edit" >&2; exit 1; }
    echo "$least"
}

echo "building the generator …" >&2
CARGO_TARGET_DIR=$work/generator-target cargo build -q --release --manifest-path "$here/Cargo.toml" -p mindvideo-codegen
cp "$work/generator-target/release/mindvideo-codegen" "$work/generator"
rm -rf "$work/generator-target"

for count in 1 "${counts[@]}"; do
    models "$count" "$work/schemas-$count"
done

echo "generator, CPU s and MiB"
for count in "${counts[@]}"; do
    measured "$work/made" "$work/generator" generate "$work/schemas-$count" --out "$work/made-$count"
    measured "$work/same" "$work/generator" generate --check "$work/schemas-$count" --out "$work/made-$count"
    printf '  %5s models: write %s   check %s\n' "$count" "$(cat "$work/made")" "$(cat "$work/same")"
done

echo "rustc, CPU s and MiB"
for contestant in "${contestants[@]}"; do
    crate=$work/$contestant
    mkdir -p "$crate/src"
    {
        printf '[package]\nname = "measured"\nedition = "2024"\n[dependencies]\n'
        dependencies "$contestant"
        printf '[workspace]\n'
    } >"$crate/Cargo.toml"
    code "$contestant" 1 "$crate"
    echo 'fn main() { println!("{}", measured::read(&std::env::args().nth(1).unwrap_or_default())) }' >"$crate/src/main.rs"
    cd "$crate"
    cargo fetch -q
    measured "$work/cold" cargo build
    crates=$(cargo tree -q -e normal,build --prefix none --no-dedupe | awk '{ print $1, $2 }' | sort -u | wc -l)
    size=$(stat -c %s target/debug/measured)
    printf '  %-12s cold build %s, %d crates, program of %.1f MB\n' \
        "$contestant" "$(cat "$work/cold")" $((crates - 1)) "$(awk "BEGIN { print $size / 1e6 }")"
    rm src/main.rs
    # What is written by hand has no schema.
    [[ $contestant = derive || $contestant = traits ]] || printf '  %-12s edit, check %s s\n' "$contestant" "$(edited "$contestant")"
    for count in "${counts[@]}"; do
        code "$contestant" "$count" "$crate"
        # As it will be measured, so that nothing but the models is left to check.
        CARGO_INCREMENTAL=0 cargo check -q >"$work/log" 2>&1
        touch src/lib.rs
        measured "$work/check" env CARGO_INCREMENTAL=0 cargo check
        printf '  %-12s %5s models, check %s\n' "$contestant" "$count" "$(cat "$work/check")"
    done
    cd "$here"
    rm -rf "$crate"
done
