# What every script here begins with: strict mode, the root of the project, and how to speak to the user.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"

contracts=(oracle option-pricer risk-manager vault market liquidator)
wasm_target=wasm32-unknown-unknown

# The npm packages' tools and the solc wrapper come before whatever the machine has.
export PATH="$root/scripts/lib/bin:$root/node_modules/.bin:$PATH"

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
