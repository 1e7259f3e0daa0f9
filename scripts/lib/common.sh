# What every script here begins with: strict mode, the root of the project, and how to speak to the user.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

contracts=(authority oracle option-math option-quoter option-book option-margin option-tail option-pricer risk-manager vault withdrawal-queue market liquidator watchlist lens pool-lens)
wasm_target=wasm32-unknown-unknown

# The npm packages' tools and the solc wrapper come before whatever the machine has.
export PATH="$root/scripts/lib/bin:$root/node_modules/.bin:$PATH"
# The npm packages of Foundry put a launcher into .bin that loses the exit code; the programs themselves do not.
for programs in "$root"/node_modules/@foundry-rs/{forge,cast,anvil}-*/bin; do
    if [ -d "$programs" ]; then PATH="$programs:$PATH"; fi
done
export FOUNDRY_SOLC="$root/scripts/lib/bin/solc"

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
