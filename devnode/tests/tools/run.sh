#!/usr/bin/env bash
# Tries the unmodified tools on a node: cargo stylus, cast, forge, viem. Needs the native build
# (cargo build -p devnode --profile native), cargo-stylus, and the npm packages @foundry-rs/cast,
# @foundry-rs/forge, solc and viem in NPM_ROOT (default: the current folder).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
export NPM_ROOT=${NPM_ROOT:-$PWD}
export PATH="$NPM_ROOT/node_modules/.bin:$PATH"
node_binary=${DEVNODE:-$root/target/native/devnode}
key=0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80
other=0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d
work=$(mktemp -d)

"$node_binary" --port 0 --quiet >"$work/node.log" &
node_pid=$!
trap 'kill "$node_pid" 2>/dev/null || true; rm -rf "$work"' EXIT
for _ in $(seq 50); do
  grep -q 'devnode ready' "$work/node.log" && break
  sleep 0.1
done
url=$(sed -n 's/^devnode ready at \(http[^ ]*\) .*/\1/p' "$work/node.log")
export ETH_RPC_URL=$url

expect() { # what actual wanted
  [[ "$2" == *"$3"* ]] || { echo "$1: expected $3, got: $2" >&2; exit 1; }
  echo "ok: $1"
}
field() { node -pe "JSON.parse(require('fs').readFileSync(0)).$1"; }

# --- cargo stylus -------------------------------------------------------------------------------
cp -r "$here/probe" "$work/probe"
cd "$work/probe"
export NO_COLOR=1
expect "cargo stylus check" "$(cargo stylus check -e "$url" 2>&1)" "contract size"
deployed=$(cargo stylus deploy -e "$url" --private-key "$key" --no-verify --constructor-args 77 2>&1)
expect "cargo stylus deploy" "$deployed" "deployed code at address"
probe=$(sed 's/\x1b\[[0-9;]*m//g' <<<"$deployed" | grep -o 'address: 0x[0-9a-f]\{40\}' | grep -o '0x.*')
expect "constructor" "$(cast call "$probe" 0x)" "000004d"
expect "cargo stylus cache bid" "$(cargo stylus cache bid "$probe" 0 -e "$url" --private-key "$key" 2>&1)" "Successfully cached"
expect "cargo stylus cache status" "$(cargo stylus cache status -e "$url" --address "$probe" 2>&1)" "is cached"
sent=$(cast send --json --private-key "$key" "$probe" 0x01020304 | field transactionHash)
expect "cargo stylus trace" "$(cargo stylus trace -e "$url" --tx "$sent" 2>&1)" "storage_load_bytes32"
expect "cargo stylus trace, native" "$(cargo stylus trace -e "$url" --tx "$sent" --use-native-tracer 2>&1)" "user_returned"
expect "cargo stylus simulate" "$(cargo stylus simulate -e "$url" --to "$probe" --data 0x01 2>&1)" "read_args"

# --- forge --------------------------------------------------------------------------------------
cp -r "$here/foundry" "$work/foundry"
cd "$work/foundry"
solc=$here/solc.cjs
expect "forge script --broadcast" \
  "$(forge script script/Deploy.s.sol --use "$solc" --rpc-url "$url" --private-key "$other" --broadcast 2>&1)" \
  "ONCHAIN EXECUTION COMPLETE & SUCCESSFUL"
created=$(forge create src/Counter.sol:Counter --use "$solc" --rpc-url "$url" --private-key "$key" --broadcast --constructor-args 9 2>&1)
expect "forge create" "$created" "Deployed to"
counter=$(grep -o 'Deployed to: 0x[0-9a-fA-F]*' <<<"$created" | grep -o '0x.*')
expect "forge test --fork-url" "$(forge test --use "$solc" --fork-url "$url" 2>&1)" "2 passed"

# --- cast ---------------------------------------------------------------------------------------
expect "cast call" "$(cast call "$counter" 'number()(uint256)')" "9"
expect "cast estimate" "$(cast estimate 0x00000000000000000000000000000000000000aa --value 1)" "21000"
sent=$(cast send --json --private-key "$key" "$counter" 'set(uint256)' 10 | field transactionHash)
expect "cast receipt" "$(cast receipt "$sent" status)" "true"
expect "cast send --legacy" "$(cast send --legacy --json --private-key "$key" "$counter" 'set(uint256)' 11 | field status)" "0x1"
expect "cast logs" "$(cast logs --from-block 0 --address "$counter")" "topics"
expect "cast run" "$(cast run "$sent" 2>&1)" "Transaction successfully executed"
expect "cast revert" "$(cast call "$counter" 'set(uint256)' 13 2>&1 || true)" "unlucky"
expect "cast block" "$(cast block latest -f baseFeePerGas 2>&1)" "100000000"
expect "unknown method" "$(cast rpc eth_getAccountInfo 2>&1 || true)" "-32601"

# --- viem ---------------------------------------------------------------------------------------
expect "viem" "$(node "$here/viem.mjs" "$url" "$root/devnode/contracts/artifacts/Counter.json")" "watched blocks"

# --- the end ------------------------------------------------------------------------------------
kill -INT "$node_pid"
wait "$node_pid" && echo "ok: stops on Ctrl-C with exit code 0"
