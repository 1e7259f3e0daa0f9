// Runs every story of scripts/foundry with stock forge on a devnode, and holds what it did against the balances.
//
//   node tests/foundry/stories.mjs        needs the devnode, the contracts and the Solidity that scripts/test builds

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { createPublicClient, createWalletClient, encodeFunctionData, http, parseAbi, parseUnits, stringToHex } from "viem";
import { testAccount } from "../../scripts/lib/deploy/config.mjs";
import { abiOf } from "../../scripts/lib/deploy/protocol.mjs";
import { check, devnode, passed, root, rpc, run, succeed } from "../deployment/support.mjs";

process.chdir(root);
mkdirSync("target", { recursive: true });
const work = mkdtempSync(join(root, "target", "stories-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

const WAD = 10n ** 18n;
const usd = (dollars) => parseUnits(String(dollars), 6);
const keyOf = (index) => `0x${Buffer.from(testAccount(index).getHdKey().privateKey).toString("hex")}`;
const accountId = (address) => BigInt(address) << 96n;
const bytes32 = (text) => stringToHex(text, { size: 32 });
const TOKEN = parseAbi(["function mint(address to, uint256 amount)", "function balanceOf(address owner) view returns (uint256)"]);
const FEED = parseAbi(["function updateAnswer(int256 answer)"]);

const node = await devnode();
await succeed(["scripts/deploy", "--no-build", "--devnode", "--rpc", node.url, "--no-cache", "--out", work]);
const record = JSON.parse(readFileSync(join(work, "412346.json"), "utf8"));
const client = createPublicClient({ transport: http(node.url), pollingInterval: 50 });
const read = (name, functionName, args = []) =>
  client.readContract({ address: record.modules[name], abi: abiOf(name), functionName, args });
const money = (address) => client.readContract({ address: record.asset, abi: TOKEN, functionName: "balanceOf", args: [address] });
/** The money of somebody's account, with the bond that lies down while the account owes anything, and its positions. */
const account = async (index) => {
  const id = accountId(testAccount(index).address);
  const [cash, positions] = await read("market", "account", [id]);
  return { cash: cash + (await read("market", "bondOf", [id])), positions };
};

/** What is left over somebody's maintenance margin, WAD. */
const margin = async (index) => (await read("liquidator", "healthOf", [accountId(testAccount(index).address)])).maintenance;
/** The last event of that name that the liquidator told. */
async function told(eventName) {
  const filter = { address: record.modules.liquidator, abi: abiOf("liquidator"), eventName, fromBlock: 0n };
  return (await client.getContractEvents(filter)).at(-1).args;
}

async function send(address, abi, functionName, args, by = 0) {
  const wallet = createWalletClient({ account: testAccount(by), transport: http(node.url) });
  const hash = await wallet.writeContract({ chain: null, address, abi, functionName, args });
  await client.waitForTransactionReceipt({ hash });
}

/** Runs forge on the project, with the record of this deployment; what it said. */
async function forge(...words) {
  const command = ["bash", "-c", 'source scripts/lib/common.sh; exec forge "$@"', "bash", ...words, "--root", "scripts/foundry"];
  const { code, said, tail } = await run(command, { env: { STRIKEPOOL_DEPLOYMENTS: relative(root, work) } });
  check(code === 0, `forge ${words.slice(0, 2).join(" ")} ended with ${code}:\n${tail}`);
  return said;
}

/** Runs a story as its user would: what it printed, by label. */
async function story(index, script, signature, ...args) {
  const words = [`scripts/foundry/script/${script}`, "--rpc-url", node.url, "--private-key", keyOf(index)];
  words.push("--broadcast", "--skip-simulation", "--sig", signature, ...args.map(String));
  const said = await forge("script", ...words);
  const lines = [...said.matchAll(/^ {2}(.*?):? (-?[0-9]+(?:\.[0-9]+)?)$/gm)];
  return { said, of: Object.fromEntries(lines.map(([, label, figure]) => [label.trim(), figure])) };
}

async function until(seconds) {
  await rpc(node.url, "evm_setNextBlockTimestamp", Number(seconds));
  await rpc(node.url, "evm_mine");
}

/** Makes a change of a contract as the authority does when it has waited, without the time. */
async function asAfterTheDelay(address, name, value) {
  await rpc(node.url, "anvil_impersonateAccount", record.authority);
  await rpc(node.url, "anvil_setBalance", record.authority, "0xde0b6b3a7640000");
  const data = encodeFunctionData({ abi: abiOf("riskManager"), functionName: "change", args: [bytes32(name), value] });
  const hash = await rpc(node.url, "eth_sendTransaction", { from: record.authority, to: address, data });
  check((await client.waitForTransactionReceipt({ hash })).status === "success", `${name} was refused`);
}

const [lp, trader, seller, closer, saver] = [3, 4, 5, 6, 0];
const [hedger, writer, keeper, bidder] = [2, 7, 8, 9];
const minted = { [lp]: usd(1_000_000), [trader]: usd(10_000), [seller]: usd(5_000), [closer]: usd(1_000), [saver]: usd(10_000) };
Object.assign(minted, { [hedger]: usd(3_000), [writer]: usd(8_500), [bidder]: usd(10_000) });
for (const [index, amount] of Object.entries(minted)) {
  if (Number(index) !== saver) await send(record.asset, TOKEN, "mint", [testAccount(Number(index)).address, amount]);
}
const wallet = (index) => money(testAccount(index).address);
const now = (await client.getBlock()).timestamp;
// The first Friday at 08:00 UTC at least eight days ahead; 1970-01-02 was a Friday.
const first = 115_200n;
const expiry = ((now + 691_200n - first + 604_799n) / 604_800n) * 604_800n + first;
const call = [expiry, 0, 2_100n * WAD];

const joined = await story(lp, "Deposit.s.sol", "run(uint256)", minted[lp]);
check((await wallet(lp)) === 0n && (await money(record.modules.vault)) === minted[lp], "the deposit is not where it belongs");
check(joined.of.deposited === "1000000.000000", "the story says otherwise");
passed("deposit");

await story(lp, "PostSurface.s.sol", "run(uint64,uint256)", expiry, 6_000);
const [, volatility] = await read("optionPricer", "surface", [expiry]);
check(volatility > (59n * WAD) / 100n && volatility < (61n * WAD) / 100n, `a volatility of ${volatility}`);
passed("post a surface");

await story(trader, "List.s.sol", "run(uint64,uint8,uint128)", ...call);
passed("list a series");

const quoted = await story(trader, "Quote.s.sol", "run(uint64,uint8,uint128,int128)", ...call, 10n * WAD);
const [cost] = await read("market", "quote", [accountId(testAccount(trader).address), [{ expiry, kind: 0, strike: call[2], quantity: 10n * WAD }]]);
check(Math.abs(Number(quoted.of["to pay"]) - Number(cost) / 1e6) < 0.01, `quoted ${quoted.of["to pay"]}, asked directly ${cost}`);
passed("quote");

const bought = await story(trader, "Trade.s.sol:Buy", "run(uint64,uint8,uint128,uint128)", ...call, 10n * WAD);
const traderNow = await account(trader);
const paid = minted[trader] - (await wallet(trader)) - traderNow.cash;
check(traderNow.positions.length === 1 && traderNow.positions[0].quantity === 10n * WAD, "the trader does not hold the options bought");
check(paid > 0n && paid <= (cost * 101n) / 100n, `paid ${paid} where ${cost} was quoted`);
check(bought.said.includes("brought in"), "the account had no money");
passed(`buy: approved, brought in and traded in one story, for ${Number(paid) / 1e6} USDC`);

await story(seller, "Trade.s.sol:Sell", "run(uint64,uint8,uint128,uint128,uint256)", ...call, 2n * WAD, usd(2_000));
const sellerNow = await account(seller);
check(sellerNow.positions[0].quantity === -2n * WAD, "the seller has not sold");
const received = sellerNow.cash - usd(2_000);
check(received > 0n && received < paid / 5n, `the seller received ${received}`);
passed(`sell, for ${Number(received) / 1e6} USDC`);

await story(closer, "Trade.s.sol:Buy", "run(uint64,uint8,uint128,uint128)", ...call, WAD / 2n);
await story(closer, "Trade.s.sol:Close", "run(uint64)", expiry);
const closerNow = await account(closer);
const lost = minted[closer] - (await wallet(closer)) - closerNow.cash;
check(closerNow.positions.length === 0 && lost > 0n && lost < paid / 20n, `closing left ${closerNow.positions.length} positions and cost ${lost}`);
passed("close");

const tested = await forge("test", "--fork-url", node.url);
check(/(\d+) tests passed, 0 failed/.exec(tested)?.[1] >= 8, `not all tests ran:\n${tested}`);
passed("forge test on a fork");

await send(record.asset, TOKEN, "mint", [testAccount(saver).address, minted[saver]]);
const later = expiry + 604_800n;
const put = [later, 1, 1_900n * WAD];
await story(saver, "PostSurface.s.sol", "run(uint64,uint256)", later, 6_000);
await story(saver, "List.s.sol", "run(uint64,uint8,uint128)", ...put);
const opened = await story(saver, "Note.s.sol:OpenNote", "run(uint64,uint128,uint128,uint256)", later, put[2], 5n * WAD, minted[saver]);
const note = /note (0x[0-9a-fA-F]{40})/.exec(opened.said)[1];
const [, notePositions] = await read("market", "account", [accountId(note)]);
check(notePositions[0].kind === 1 && notePositions[0].quantity === 5n * WAD, "the note holds no puts");
const spent = minted[saver] - (await money(note));
check(spent > 0n && spent <= minted[saver] / 20n && (await wallet(saver)) === 0n, `the note spent ${spent}`);
passed(`a contract that builds on the market: 5 puts for ${Number(spent) / 1e6} USDC`);

const risk = await story(lp, "Risk.s.sol", "run()");
const total = Number(await read("vault", "totalAssets")) / 1e6;
check(Math.abs(Number(risk.of.assets) - total) < 1, `the report says ${risk.of.assets}, the vault ${total}`);
check(Number(risk.of["loss in the worst scenario"]) > 0 && risk.of.scenarios === "27", "the report has no risks");
passed("read the risk report");

const putSold = [expiry, 1, 1_900n * WAD];
const inDistress = testAccount(writer).address;
await story(writer, "List.s.sol", "run(uint64,uint8,uint128)", ...putSold);
await story(writer, "Trade.s.sol:Sell", "run(uint64,uint8,uint128,uint128,uint256)", ...putSold, 20n * WAD, minted[writer]);
// Another trader buys more of them than that. What the pool closes, it then owes to that trader alone.
await story(hedger, "Trade.s.sol:Buy", "run(uint64,uint8,uint128,uint128)", ...putSold, 40n * WAD);
const premium = (await account(writer)).cash - minted[writer];
check(premium > 0n && (await margin(writer)) > 0n, `sold for ${premium}, with ${await margin(writer)} to spare`);
await send(record.feeds.spot, FEED, "updateAnswer", [184_000_000_000n]);
check((await margin(writer)) < 0n, "at 1,840 the writer is short of margin");
const closedBy = await story(keeper, "Liquidate.s.sol:Liquidate", "run(address)", inDistress);
const closed = await told("PoolClosed");
const partly = await account(writer);
check(closedBy.of.stage === "1" && closed.part > 0n && closed.part < WAD / 10n, `stage ${closedBy.of.stage}, a part of ${closed.part}`);
check(partly.cash === minted[writer] + premium - closed.cost - closed.pay, "the writer paid for more than the close and the keeper");
check(partly.positions[0].quantity === -20n * WAD + (20n * closed.part), `${partly.positions[0].quantity} are left of twenty puts`);
check((await margin(writer)) > 0n, "the close did not restore the margin");
await story(keeper, "Withdraw.s.sol", "run()");
check(closed.pay >= usd(5) && (await wallet(keeper)) === closed.pay, `the keeper came with nothing and went with ${await wallet(keeper)}`);
passed(`liquidate: the pool closed ${Number(closed.part) / 1e16}% and the keeper, who brought no money, earned ${Number(closed.pay) / 1e6} USDC`);

// The pool is told to risk no more, and the price goes on falling: now it may not close.
await asAfterTheDelay(record.modules.riskManager, "worstLimit", 1n);
await send(record.feeds.spot, FEED, "updateAnswer", [182_000_000_000n]);
const begun = await story(keeper, "Liquidate.s.sol:Liquidate", "run(address)", inDistress);
check(begun.of.stage === "2" && (await told("AuctionStarted")).nonce === 1n, `no auction, but stage ${begun.of.stage}`);
await story(bidder, "Liquidate.s.sol:Bid", "run(address,uint256)", inDistress, minted[bidder]);
const taken = await told("AuctionTaken");
const [sold, won] = [await account(writer), await account(bidder)];
check(taken.price > 0n && (await margin(writer)) > 0n, "the bid did not restore the margin");
const handed = sold.positions[0].quantity - partly.positions[0].quantity;
check(handed > 0n && won.positions[0].quantity === -handed, `of the puts ${handed} left, ${won.positions[0].quantity} arrived`);
check(sold.cash + won.cash === partly.cash + minted[bidder], "money came or went on the way");
check((await read("market", "account", [accountId(testAccount(keeper).address)]))[0] === 0n, "the beginning of an auction pays nothing");
passed(`bid: ${Number(taken.part) / 1e16}% of the account for ${Number(taken.price) / 1e6} USDC`);

await until(expiry - 3_600n);
await send(record.feeds.spot, FEED, "updateAnswer", [230_000_000_000n]);
await until(expiry + 60n);
const settled = await story(trader, "Settle.s.sol", "run(uint64)", expiry);
check((await wallet(trader)) === minted[trader] - paid + usd(2_000), "ten calls 200 in the money pay 2,000");
check(settled.of["sellers settled"] === "3", "the seller, the liquidated account and the bidder have sold something");
const row = await read("market", "ledger", [expiry]);
check(row.sellers === 0 && row.claims === usd(2_000) && row.paid === row.claims, "the winner was paid before all sellers were settled");
check((await read("market", "state")).clearing === 0n, "the expiry is still in clearing");
passed("settle: proven, settled, its sellers too, paid out and withdrawn");
await story(seller, "Settle.s.sol", "run(uint64)", expiry);
check((await wallet(seller)) === minted[seller] + received - usd(400), "two calls 200 in the money cost 400");
await story(closer, "Settle.s.sol", "run(uint64)", expiry);
check((await wallet(closer)) === minted[closer] - lost, "who closed has what is left");
passed("settle: by who comes later, and by who has no position");
for (const [index, cash] of [[writer, sold.cash], [bidder, won.cash]]) {
  await story(index, "Settle.s.sol", "run(uint64)", expiry);
  check((await wallet(index)) === cash, "puts that end worthless take nothing more");
}
passed("settle: by the liquidated account and by the bidder");

await until(later - 3_600n);
await send(record.feeds.spot, FEED, "updateAnswer", [170_000_000_000n]);
await until(later + 60n);
await story(saver, "Settle.s.sol", "run(uint64)", later);
await story(saver, "Note.s.sol:CloseNote", "run(address)", note);
// A share is worth a millionth of a unit more or less than was paid for it.
const gained = (await wallet(saver)) - (minted[saver] - spent);
check(gained >= usd(1_000) - 1n && gained <= usd(1_000) && (await money(note)) <= 1n, `five puts 200 in the money paid ${gained}`);
passed("the contract's round is closed, its saver has left");

await until(later + 2_592_000n);
await story(lp, "Redeem.s.sol", "run()");
const left = await wallet(lp);
const people = [lp, trader, seller, closer, saver, hedger, writer, keeper, bidder];
const holders = [record.modules.vault, record.modules.market, note, ...people.map((index) => testAccount(index).address)];
const held = (await Promise.all(holders.map(money))).reduce((sum, part) => sum + part, 0n);
const brought = Object.values(minted).reduce((sum, part) => sum + part, 0n);
check(held === brought, `of ${brought} that was minted, ${held} is there`);
check(left > (minted[lp] * 99n) / 100n && (await read("vault", "balanceOf", [testAccount(lp).address])) === 0n, `the provider left with ${left}`);
passed(`redeem, with ${Number(left) / 1e6} USDC; all money that was minted is accounted for`);

await node.stop();
process.exit(0);
