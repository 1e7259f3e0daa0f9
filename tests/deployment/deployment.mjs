// Tries `scripts/deploy` from outside, on devnodes: killed at every transaction and continued, run twice, for a real
// owner by a keystore, with every kind of wrong input, after a year, and after the deployment was tampered with.
//
//   node tests/deployment/deployment.mjs        needs the devnode, the contracts and the Solidity that scripts/test builds

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPublicClient, http, parseAbi, stringToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { testAccount as account } from "../../scripts/lib/deploy/config.mjs";
import { abiOf, keyOf, WIRES } from "../../scripts/lib/deploy/protocol.mjs";
import { parameterKeys } from "../../scripts/lib/deploy/steps.mjs";
import { check, devnode, passed, refused, root, rpc, run, start, succeed } from "./support.mjs";
import { proxy } from "./proxy.mjs";

process.chdir(root);
const work = mkdtempSync(join(tmpdir(), "strikepool-deployment-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const DEPLOYER = "0x3f1Eae7D46d88F08fc2F8ed27FCb2AB183EB2d0E";
const hexKey = (index) => `0x${Buffer.from(account(index).getHdKey().privateKey).toString("hex")}`;
const deploy = (...words) => ["scripts/deploy", "--no-build", ...words];
const folder = (name) => join(work, name);
const recordIn = (out) => JSON.parse(readFileSync(join(out, "412346.json"), "utf8"));
const sent = async (url, address = DEPLOYER) => Number(await rpc(url, "eth_getTransactionCount", address, "latest"));

/** All that a deployment consists of and that can be read: every setting, role, code. */
async function state(url, { authority, modules }) {
  const client = createPublicClient({ transport: http(url) });
  const ask = (name, functionName, args = []) =>
    client.readContract({ address: name === "authority" ? authority : modules[name], abi: abiOf(name), functionName, args });
  const found = {};
  for (const name of ["owner", "pendingOwner", "guardian"]) found[name] = await ask("authority", name);
  for (const [module, key] of WIRES) found[`${module}.${key}`] = await ask(module, "setting", [keyOf(key)]);
  for (const { module, key } of parameterKeys()) found[`${module}.${key}`] = await ask(module, "setting", [keyOf(key)]);
  for (const seat of [0, 1, 2, 3]) found[`signer${seat}`] = await ask("optionPricer", "setting", [keyOf(`signer${seat}`)]);
  for (const [name, address] of Object.entries({ authority, ...modules })) found[`code of ${name}`] = await client.getCode({ address });
  found.sources = await ask("oracle", "sourceCount");
  found.clearing = await ask("market", "clearing");
  return JSON.stringify(found, (_, value) => (typeof value === "bigint" ? String(value) : value));
}

const withoutBlock = ({ block, ...rest }) => JSON.stringify(rest);

async function uninterrupted() {
  const node = await devnode();
  const out = folder("whole");
  const before = await sent(node.url);
  const said = await succeed(deploy("--devnode", "--rpc", node.url, "--out", out));
  const transactions = Number(/(\d+) transactions/.exec(said)[1]);
  const record = recordIn(out);
  // The owner sends one of them, to accept ownership.
  check((await sent(node.url)) - before + (await sent(node.url, record.roles.owner)) === transactions, "wrongly counted");
  const created = async (block) => (await rpc(node.url, "eth_getCode", record.authority, `0x${block.toString(16)}`)) !== "0x";
  check((await created(record.block)) && !(await created(record.block - 1)), "another block is recorded");
  passed(`deployed in one go, ${transactions} transactions`);
  return { node, out, record, state: await state(node.url, record), sent: await sent(node.url), transactions };
}

/**
 * Kills the program at each transaction, when the node has it and nobody was told; and once before the node has the
 * first one. Before a later one, the chain is as after the one before it, and there is nothing else to go on from: no
 * file is written until all is done.
 */
async function killedEverywhere(whole) {
  const node = await devnode();
  const out = folder("killed");
  let victim;
  let moment = "before";
  let kills = 0;
  const between = await proxy(node.url, (now) => {
    if (now !== moment) return false;
    victim.kill("SIGKILL");
    kills += 1;
    moment = "after";
    return true;
  });
  for (let runs = 0; ; runs += 1) {
    check(runs <= 2 * whole.transactions, "the deployment makes no way");
    const { child, ended } = start(["node", "scripts/lib/deploy/main.mjs", "--devnode", "--rpc", between.url, "--out", out], { env: await deployEnv() });
    victim = child;
    const { code, said } = await ended;
    if (code === 0) break;
    check(code === null, `not killed, but ended with ${code}:\n${said}`);
  }
  between.stop();
  check(kills === whole.transactions + 1, `killed ${kills} times in ${whole.transactions} transactions`);
  check((await sent(node.url)) === whole.sent, "a transaction was sent twice");
  const record = recordIn(out);
  const earlier = `0x${(record.block - 1).toString(16)}`;
  check((await rpc(node.url, "eth_getCode", record.authority, earlier)) === "0x", "another block is recorded");
  check(withoutBlock(record) === withoutBlock(whole.record), "other addresses than in one go");
  check((await state(node.url, record)) === whole.state, "another state than in one go");
  passed(`killed ${kills} times, at every transaction: same addresses, settings, wiring, code`);

  const text = readFileSync(join(out, "412346.json"), "utf8");
  await succeed(deploy("--devnode", "--rpc", node.url, "--out", out));
  check((await sent(node.url)) === whole.sent, "a second run sent something");
  check(readFileSync(join(out, "412346.json"), "utf8") === text, "a second run changed the record");
  passed("run once more: nothing sent, nothing changed");
  await node.stop();
}

/** What the wrapper gives the program, which has to be killed itself. */
async function deployEnv() {
  const said = await succeed(["bash", "-c", 'source scripts/lib/common.sh; echo "${contracts[*]}"; echo "$target_dir/wasm"']);
  const [CONTRACTS, WASM] = said.trim().split("\n");
  return { CONTRACTS, WASM };
}

const sample = ({ asset, feeds }, changes = {}) => {
  const roles = { owner: account(3).address, guardian: account(4).address, treasury: account(5).address, ...changes };
  return `name = "ETH/USDC real"
salt = "1"
asset = "${asset}"
[feeds]
spot = "${feeds.spot}"
sequencer = "${feeds.sequencer}"
[roles]
owner = "${roles.owner}"
guardian = "${roles.guardian}"
treasury = "${roles.treasury}"
[surfaces]
signers = ["${account(6).address}", "${account(7).address}"]
quorum = 2
[parameters.vault]
depositCapTokens = 5_000_000
[parameters.riskManager]
vegaLimit = 50
openingAge = ${changes.openingAge ?? 1800}
${changes.more ?? ""}
`;
};

function written(name, text) {
  const path = folder(name);
  writeFileSync(path, text);
  return path;
}

/** Another owner than the deployer, who signs by a keystore: what is handed over, and what is left to the deployer. */
async function handedOver({ node, record: { asset, feeds } }) {
  const out = folder("real");
  const config = written("real.toml", sample({ asset, feeds }));
  mkdirSync(folder("keys"));
  const key = `0x${"11".repeat(32)}`;
  const deployer = privateKeyToAccount(key).address;
  await succeed(["bash", "-c", `source scripts/lib/common.sh; cast wallet import deployer --keystore-dir ${folder("keys")} --private-key ${key} --unsafe-password correct`]);
  const password = written("password", "correct");
  await rpc(node.url, "anvil_setBalance", deployer, "0xde0b6b3a7640000");
  const signer = ["--keystore-path", join(folder("keys"), "deployer"), "--keystore-password-path", password];
  const words = ["--rpc", node.url, "--config", config, "--out", out];

  const before = await rpc(node.url, "eth_blockNumber");
  const plan = await succeed(deploy(...words, "--from", deployer, "--dry-run"));
  check(plan.includes("nothing was sent") && (await rpc(node.url, "eth_blockNumber")) === before, "a dry run sent something");
  passed("a dry run needs an address alone, and sends nothing");

  const said = await succeed(deploy(...words, ...signer));
  check(said.includes("acceptOwnership()"), "it is not said that the owner has to accept");
  const record = recordIn(out);
  check(record.deployer === deployer && record.roles.owner === account(3).address, "roles are recorded wrongly");
  for (const address of Object.values(record.modules)) check(plan.includes(address), `the plan did not name ${address}`);
  passed("deployed by a keystore, at the addresses that the dry run named");
  await noPower(node, record, deployer);
  await acceptedByOwner(node, record, words, deployer);
  return { words, record, config, signer };
}

/** The deployer tries everything, directly and through the handover. */
async function noPower({ url }, record, deployer) {
  const client = createPublicClient({ transport: http(url) });
  const handover = parseAbi(["function complete(address authority, bytes[] calls)", "error HandoverDone()", "error HandoverNotDeployer(address caller)"]);
  const attempts = [
    [record.authority, abiOf("authority"), "transferOwnership", [deployer], "AccessNotOwner"],
    [record.authority, abiOf("authority"), "acceptOwnership", [], "AuthorityNotPendingOwner"],
    [record.authority, abiOf("authority"), "pause", [[record.modules.market]], "AccessNotOwnerNorGuardian"],
    [record.authority, abiOf("authority"), "schedule", [record.modules.market, keyOf("vault"), 1n], "AccessNotOwner"],
    [record.authority, abiOf("authority"), "cancel", [record.modules.riskManager, keyOf("openingAge")], "AccessNotOwnerNorGuardian"],
    [record.modules.market, abiOf("market"), "change", [keyOf("vault"), 1n], "AccessNotAuthority"],
    // The program that settles runs for the market, and no key replaces it.
    [record.modules.clearing, abiOf("clearing"), "settle", [1n], "MarketNotHere"],
    [record.modules.clearing, abiOf("clearing"), "payTreasury", [1n], "MarketNotLiquidator"],
    [record.authority, abiOf("authority"), "wire", [record.modules.market, keyOf("clearing"), deployer], "AccessNotOwner"],
    [record.handover, handover, "complete", [record.authority, []], "HandoverDone"],
    [record.handover, handover, "complete", [record.authority, []], "HandoverNotDeployer", account(8).address],
  ];
  for (const [address, abi, functionName, args, reason, by = deployer] of attempts) {
    const outcome = await client.simulateContract({ account: by, address, abi, functionName, args }).then(
      () => "it is done",
      (error) => error.message,
    );
    check(outcome.includes(reason), `the deployer's ${functionName} should end with ${reason}: ${outcome}`);
  }
  passed(`the deployer can do nothing: ${attempts.length} attempts`);
}

async function acceptedByOwner({ url }, record, words, deployer) {
  const client = createPublicClient({ transport: http(url) });
  const owner = () => client.readContract({ address: record.authority, abi: abiOf("authority"), functionName: "owner" });
  check((await owner()) === record.handover, "ownership is accepted already");
  await refused("is not the owner", deploy(...words, "--accept", "--private-key", hexKey(4)));
  await succeed(deploy(...words, "--accept", "--private-key", hexKey(3)));
  check((await owner()) === account(3).address, "the owner did not get ownership");
  const setting = async (module, key) =>
    (await client.readContract({ address: record.modules[module], abi: abiOf(module), functionName: "setting", args: [keyOf(key)] }))[0];
  const args = [record.modules.riskManager, keyOf("openingAge")];
  const pending = await client.readContract({ address: record.authority, abi: abiOf("authority"), functionName: "pendingChange", args });
  check((await setting("vault", "depositCapTokens")) === 5_000_000n, "what is safer did not take effect");
  check((await setting("riskManager", "vegaLimit")) === 100n, "a limit did not wait");
  check((await setting("riskManager", "openingAge")) === 1200n && pending[0] === 1800n && pending[1] > 0n, "what is looser does not wait");
  check((await succeed(deploy(...words, "--verify"))).includes("owned by"), "it does not verify");
  passed("the owner took it; a lower cap holds, a limit and a looser age wait; it verifies");
  await refused("roles.owner names the deployer", deploy(...words, "--private-key", hexKey(3)));
  check((await owner()) !== deployer, "the deployer has it");
}

/** Each wrong input is named, and nothing is sent. */
async function wrongInput({ node, record, out }, { config, words, signer }) {
  const before = await rpc(node.url, "eth_blockNumber");
  const rest = ["--rpc", node.url, "--out", folder("nowhere"), "--private-key", hexKey(0)];
  const wrong = (name, text) => deploy("--config", written(name, text), ...rest);
  const good = sample(record);
  const cases = [
    ["--config is needed", deploy("--rpc", node.url)],
    ["Unknown option '--nonsense'", deploy("--nonsense")],
    ["--block is not a number", deploy("--devnode", "--block", "latest")],
    ["--from is for --dry-run", deploy("--devnode", "--rpc", node.url, "--from", account(3).address)],
    ["cannot be combined", deploy("--devnode", "--dry-run", "--verify")],
    ["cannot read the configuration", deploy("--config", folder("missing.toml"), ...rest)],
    ["is not TOML", wrong("1.toml", "name = ")],
    ["does not say asset", wrong("2.toml", good.replace(/asset.*\n/, ""))],
    ["no key is called parameters.riskManager.vegalimit", wrong("3.toml", good.replace("vegaLimit", "vegalimit"))],
    ["the contract admits 1 to 200", wrong("4.toml", good.replace("vegaLimit = 50", "vegaLimit = 201"))],
    ["roles.owner is not an address", wrong("5.toml", sample(record, { owner: "0x1234" }))],
    ["roles.guardian is the zero address", wrong("6.toml", sample(record, { guardian: `0x${"0".repeat(40)}` }))],
    ["roles.treasury names the deployer", wrong("7.toml", sample(record, { treasury: account(0).address }))],
    ["surfaces.quorum is 3", wrong("8.toml", good.replace("quorum = 2", "quorum = 3"))],
    ["one signer twice", wrong("9.toml", good.replace(account(7).address, account(6).address))],
    ["asset is no contract", wrong("10.toml", good.replace(record.asset, account(9).address))],
    ["the asset has 0 decimals", wrong("11.toml", good.replace(record.asset, record.feeds.sequencer))],
    ["feeds.spot does not say its decimals", wrong("12.toml", good.replace(record.feeds.spot, record.authority))],
    ["nothing to sign with", deploy("--config", config, "--rpc", node.url)],
    ["more than one way to sign", deploy("--config", config, ...rest, "--ledger")],
    ["not 32 bytes in hexadecimal", deploy("--config", config, "--rpc", node.url, "--private-key", "0x12")],
    ["has no ether", deploy("--config", config, "--rpc", node.url, "--out", folder("nowhere"), "--private-key", `0x${"22".repeat(32)}`)],
    ["no node answers", deploy("--devnode", "--rpc", "http://127.0.0.1:1")],
    ["the wallet did not sign", deploy(...words, ...signer.slice(0, 2), "--password-file", written("wrong", "wrong"))],
    // The record of the real deployment is in the way of one with another name.
    ["records another deployment", deploy(...words.map((word) => (word === config ? written("13.toml", good.replace("real", "other")) : word)), "--private-key", hexKey(0))],
  ];
  for (const [reason, words] of cases) await refused(reason, words);
  check((await rpc(node.url, "eth_blockNumber")) === before, "something was sent");
  check(recordIn(out).authority === record.authority, "a record was touched");

  // The sample of the repository, with its gaps filled in, is read to its end: only the chain is not Arbitrum One.
  let gap = 3;
  const filled = readFileSync("scripts/deploy.toml", "utf8").replace(/<address>/g, () => account((gap += 1)).address).replace(/^# (\w+ = )/gm, "$1");
  await refused("is no contract on chain", wrong("sample.toml", filled));
}

/** What does not read back as it should is named. */
async function tamperedWith({ node, out, record }) {
  const verify = deploy("--devnode", "--rpc", node.url, "--out", out, "--verify");
  await succeed(verify);
  const here = await rpc(node.url, "evm_snapshot");
  const code = await rpc(node.url, "eth_getCode", record.modules.lens, "latest");
  await rpc(node.url, "anvil_setCode", record.modules.vault, code);
  await refused("the code hash of vault is", verify);
  await rpc(node.url, "evm_revert", here);
  const key = stringToHex("paused", { size: 32 });
  check(key.length === 66, "a key is a word");
  await succeed(["bash", "-c", `source scripts/lib/common.sh; cast send --rpc-url ${node.url} --private-key ${hexKey(1)} ${record.authority} 'pause(address[])' '[${record.modules.market}]'`]);
  await refused("market being paused is true, not false", verify);
  await rpc(node.url, "anvil_setCode", "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990", "0x");
  await refused("has no StylusDeployer", verify);
}

/** After a year the programs have lapsed: the check says so, and a second run activates them again. */
async function lapsed({ node, out, record, state: before }) {
  const here = await rpc(node.url, "evm_snapshot");
  await rpc(node.url, "evm_increaseTime", 366 * 86_400);
  await rpc(node.url, "evm_mine");
  await refused("market being activated is false", deploy("--devnode", "--rpc", node.url, "--out", out, "--verify"));
  const said = await succeed(deploy("--devnode", "--rpc", node.url, "--out", out, "--no-cache"));
  const contracts = Object.keys(record.modules).length + 1;
  check(said.match(/ activated again .* gas, data fee /g)?.length === contracts, "not every contract was activated again");
  check((await state(node.url, record)) === before, "the state changed");
  await rpc(node.url, "evm_revert", here);
  passed(`after a year, ${contracts} contracts activated again`);
}

const whole = await uninterrupted();
await killedEverywhere(whole);
const real = await handedOver(whole);
await wrongInput(whole, real);
await lapsed(whole);
await tamperedWith(whole);
await whole.node.stop();
console.log("   a deployment can be cut off anywhere, is checked, and leaves its deployer without rights");
process.exit(0);
