// Buys calls on a devnode: node buy.js RECORD URL, where RECORD is deployments/<chain id>.json. The pool needs money and
// the expiry a surface; the series is the first listed one.

import { readFileSync } from "node:fs";
import { createPublicClient, createWalletClient, formatUnits, http, parseUnits } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { accountOf, contracts, parseDeployment, WAD } from "strikepool";

const [path = "deployments/412346.json", url = "http://127.0.0.1:8547"] = process.argv.slice(2);
const deployment = parseDeployment(JSON.parse(readFileSync(path, "utf8")));
// A well-known key, of the mnemonic of tests.
const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 6 });
const client = {
  public: createPublicClient({ transport: http(url), pollingInterval: 100 }),
  wallet: createWalletClient({ account, transport: http(url) }),
};
const { asset, market, lens } = contracts(deployment, client);
const mined = async (hash: `0x${string}`) => {
  const receipt = await client.public.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") throw new Error(`reverted: ${hash}`);
};

// The development token mints for anybody.
const mint = [{ type: "function", name: "mint", stateMutability: "nonpayable", outputs: [], inputs: [{ name: "to", type: "address" }, { name: "amount", type: "uint256" }] }] as const;
const funds = parseUnits("1000", 6);
const chain = null;
await mined(await client.wallet.writeContract({ chain, address: deployment.asset, abi: mint, functionName: "mint", args: [account.address, funds] }));

const [state, series] = await lens.read.chain([market.address]);
const first = series[0];
if (first === undefined) throw new Error("no series is listed");
console.log(`spot ${formatUnits(state.spot, 18)}, ${series.length} series, strike ${formatUnits(first.strike, 18)}: bid ${formatUnits(first.bid, 18)}, ask ${formatUnits(first.ask, 18)}`);

const id = accountOf(account.address);
await mined(await asset.write.approve([market.address, funds], { chain }));
await mined(await market.write.deposit([id, funds], { chain }));
const legs = [{ expiry: first.expiry, kind: first.kind, strike: first.strike, quantity: WAD }];
const [cost] = await market.read.quote([id, legs]);
const deadline = (await client.public.getBlock()).timestamp + 600n;
await mined(await market.write.trade([id, legs, (cost * 101n) / 100n, deadline], { chain }));

const [money, positions] = await market.read.account([id]);
console.log(`bought ${formatUnits(positions[0]?.quantity ?? 0n, 18)} for ${formatUnits(funds - money, 6)} USDC`);
