// A provider joins, signers post a surface, a trader lists, buys and reads an account: all typed, through the packed
// package, on the contracts that run on the node. Lines marked as errors must not compile.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createPublicClient, createWalletClient, http, parseAbi, parseEventLogs, parseUnits, type Hex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import {
  accountOf,
  contracts,
  errorsAbi,
  explain,
  keyOf,
  Kind,
  lensAbi,
  marketAbi,
  packSignatures,
  parseDeployment,
  refusalOf,
  State,
  WAD,
} from "strikepool";

const [path = "", url = ""] = process.argv.slice(2);
const record: unknown = JSON.parse(readFileSync(path, "utf8"));
const deployment = parseDeployment(record);
assert.throws(() => parseDeployment({ ...deployment, format: 2 }), /format 2/);
assert.throws(() => parseDeployment({ ...deployment, modules: { ...deployment.modules, market: "0x12" } }), /modules.market/);

const chain = null;
const publicClient = createPublicClient({ transport: http(url), pollingInterval: 50 });
const testAccount = (addressIndex: number) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex });
const as = (index: number) => {
  const account = testAccount(index);
  const wallet = createWalletClient({ account, transport: http(url) });
  return { ...contracts(deployment, { public: publicClient, wallet }), address: account.address, wallet };
};
const mined = async (hash: Hex) => {
  const receipt = await publicClient.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, "success");
  return receipt;
};
const [provider, trader] = [as(3), as(4)];
const fund = async (who: typeof trader, spender: Hex, amount: bigint) => {
  const abi = parseAbi(["function mint(address to, uint256 amount)"]);
  await mined(await who.wallet.writeContract({ chain, address: deployment.asset, abi, functionName: "mint", args: [who.address, amount] }));
  await mined(await who.asset.write.approve([spender, amount], { chain }));
};

// A provider joins.
const joined = parseUnits("1000000", 6);
await fund(provider, deployment.modules.vault, joined);
await mined(await provider.vault.write.deposit([joined, provider.address], { chain }));
assert.equal(await provider.asset.read.balanceOf([deployment.modules.vault]), joined);

// Two of three signers sign a surface, and anybody posts it.
const now = (await publicClient.getBlock()).timestamp;
const [week, friday] = [604_800n, 115_200n];
const expiry = ((now + 691_200n - friday + week - 1n) / week) * week + friday;
const variance = (((36n * WAD) / 100n) * (expiry - now)) / 31_536_000n;
const slice = { expiry, timestamp: now, level: (variance * 8n) / 10n, slope: variance / 2n, tilt: -WAD / 5n, shift: 0n, smoothness: (4n * WAD) / 10n };
const [, , nonce] = await trader.optionPricer.read.surface([expiry]);
const digest = await trader.optionPricer.read.surfaceDigest([slice, nonce, now + 3_600n]);
const signed = await Promise.all([0, 1].map(async (seat) => ({ seat, signature: await testAccount(7 + seat).sign({ hash: digest }) })));
await mined(await trader.optionPricer.write.postSurface([slice, nonce, now + 3_600n, packSignatures(signed)], { chain }));

// A trader lists a series, and buys of it.
const strike = 2_100n * WAD;
await mined(await trader.riskManager.write.list([expiry, Kind.call, strike], { chain }));
const funds = parseUnits("10000", 6);
await fund(trader, deployment.modules.market, funds);
const id = accountOf(trader.address);
await mined(await trader.market.write.deposit([id, funds], { chain }));
const legs = [{ expiry, kind: Kind.call, strike, quantity: 10n * WAD }];
const [cost, lines] = await trader.market.read.quote([id, legs]);
const fair: bigint = lines[0]?.mark ?? 0n;
assert.ok(cost > 0n && fair > 0n);
const receipt = await mined(await trader.market.write.trade([id, legs, (cost * 101n) / 100n, now + 3_600n], { chain }));
const [traded] = parseEventLogs({ abi: marketAbi, logs: receipt.logs, eventName: "OrderTraded" });
const [money, positions] = await trader.market.read.account([id]);
assert.equal(traded?.args.paid, funds - money);
assert.deepEqual(positions, legs);

// The ledger, at the market's address: the trader holds something of the expiry, and nobody has sold anything of it.
const row = await trader.market.read.ledger([expiry]);
assert.deepEqual([row.price, row.holders, row.sellers], [0n, 1, 0]);
assert.equal((await trader.market.read.state()).clearing, 0n);
const [insurance, mayPay] = await trader.market.read.fund();
assert.ok(insurance > 0n && mayPay === 0n);
assert.equal(await trader.market.read.clearing(), deployment.modules.clearing);
assert.deepEqual([await trader.market.read.bondOf([id]), await trader.market.read.claimsOf([id])], [0n, []]);

// Screens: the chain with the series, and the pool.
const [state, series] = await trader.lens.read.chain([deployment.modules.market]);
assert.equal(state.state, State.full);
assert.equal(series[0]?.pool, -10n * WAD);
const ofExpiry = { address: deployment.modules.lens, abi: lensAbi, functionName: "chain", args: [deployment.modules.market, expiry] } as const;
assert.deepEqual(await publicClient.readContract(ofExpiry), [state, series]);
const [, , risks] = await trader.poolLens.read.pool([deployment.modules.market]);
assert.ok(risks.worst > 0n && risks.shortfall <= risks.shortfallMax);
const [current, , , rule] = await trader.riskManager.read.setting([keyOf("vegaLimit")]);
assert.deepEqual([current, rule], [100n, 3]);

// Refusals: of the contract that was called, and of one behind it.
const from = { account: trader.address };
const refusal = (attempt: Promise<unknown>) => attempt.then(() => undefined, explain);
assert.equal((await refusal(trader.market.simulate.trade([id, legs, 1n, now + 3_600n], from)))?.name, "MarketPriceLimit");
const naked = [{ expiry, kind: Kind.call, strike, quantity: -60n * WAD }];
assert.equal((await refusal(trader.market.simulate.trade([id, naked, 0n, now + 3_600n], from)))?.name, "RiskInitialMargin");
assert.equal((await refusal(trader.authority.simulate.pause([[deployment.modules.market]], from)))?.name, "AccessNotOwnerNorGuardian");
assert.equal(explain(new Error("something else")), undefined);
assert.equal(refusalOf("0x12345678"), undefined);
assert.ok(errorsAbi.length > 60);
assert.throws(() => accountOf(trader.address, 1n << 96n), RangeError);

// What must not compile: a number for an amount, a function that is not there, a kind that is none, a missing argument.
export const wrong = async () => {
  // @ts-expect-error amounts are bigint
  await trader.market.write.deposit([id, 1_000], { chain });
  // @ts-expect-error there is no such function
  await trader.market.read.price([id]);
  // @ts-expect-error a call is of kind 0
  Kind.call satisfies 1;
  // @ts-expect-error a trade has a deadline
  await trader.market.write.trade([id, legs, 1n], { chain });
  // @ts-expect-error a record has a market
  contracts({ ...deployment, modules: {} }, { public: publicClient, wallet: trader.wallet });
};

console.log(`bought 10 calls for ${funds - money}`);
