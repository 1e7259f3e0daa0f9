# Every script here begins with this: strict mode, the root of the project, and the ways to speak to the user.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

contracts=(authority oracle option-math option-quoter option-book option-margin option-tail option-pricer risk-manager vault withdrawal-queue clearing market liquidator watchlist lens pool-lens)
wasm_target=wasm32-unknown-unknown

source scripts/env

step() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() {
    printf 'error: %s\n' "$1" >&2
    shift
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

# Prints the comment block at the head of the calling script, for --help.
usage() { sed -n '2,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"; }

# Ends unless the node packages of package-lock.json are installed.
require_packages() {
    cmp -s package-lock.json node_modules/.installed-lock ||
        die "the node packages are missing or outdated" "run scripts/setup, or scripts/setup --for demo"
}

# needs_value OPTION [VALUE]: refuses an option without a value.
needs_value() { [ -n "${2:-}" ] || die "$1 needs a value" "see scripts/$(basename "$0") --help"; }

# timed NAME COMMAND…: runs one step and says how long it took. NAME can end in what a first run takes.
timed() {
    local name=$1 start=$SECONDS
    shift
    step "$name"
    "$@" || die "$name: failed" "command: $*"
    note "$((SECONDS - start)) s"
}

target_dir=${CARGO_TARGET_DIR:-$root/target}

# native_build [TEST]: builds every native program and test, or one test and the programs of its package. A package that
# has an integration test gets its programs into the folder of the profile. All builds use `cargo test --workspace`, so
# cargo picks one set of features for all of them: what one has built, another does not build again.
native_build() { cargo test --locked --quiet --workspace --profile native --no-run ${1:+--test "$1"}; }
contracts_time="a first build takes about 4 minutes on two cores"
devnode_build="devnode (the first build takes about 8 minutes on two cores)"

# Starts a devnode on a free port that ends with the script. Its URL is in $rpc.
start_devnode() {
    local log
    [ -x "$target_dir/native/devnode" ] || timed "$devnode_build" native_build devnode_program
    log=$(mktemp)
    "$target_dir/native/devnode" --port 0 --quiet "$@" >"$log" 2>&1 &
    devnode=$!
    trap 'kill $devnode 2>/dev/null; wait $devnode 2>/dev/null || true' EXIT
    for _ in $(seq 100); do
        rpc=$(grep -o 'http://[0-9.:]*' "$log" | head -n 1 || true)
        if [ -n "$rpc" ]; then break; fi
        kill -0 $devnode 2>/dev/null || break
        sleep 0.1
    done
    [ -n "$rpc" ] || die "the devnode did not say where it listens" "$(cat "$log")"
    rm -f "$log"
}
