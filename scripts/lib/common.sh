# What every script here begins with: strict mode, the root of the project, and how to speak to the user.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

contracts=(authority oracle option-math option-quoter option-book option-margin option-tail option-pricer risk-manager vault withdrawal-queue market liquidator watchlist lens pool-lens)
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

# Runs one step, times it, and says how it ended.
timed() {
    local name=$1 start=$SECONDS
    shift
    step "$name"
    "$@" || die "$name failed" "command: $*"
    note "$name: $((SECONDS - start)) s"
}

# Builds every native program and test with one set of features, so that nothing large is built twice. The programs of
# packages with integration tests (devnode, vectors) come out beside them.
target_dir=${CARGO_TARGET_DIR:-$root/target}
native_build() { cargo test --locked --quiet --workspace --profile native --no-run; }

# Starts a devnode on a free port, which ends with the script; leaves its URL in $rpc.
start_devnode() {
    local log
    [ -x "$target_dir/native/devnode" ] || timed "devnode (the first build takes minutes)" native_build
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
