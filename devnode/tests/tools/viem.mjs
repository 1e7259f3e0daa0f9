// A viem client against a running node: node viem.mjs URL ARTIFACT
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const find = createRequire(join(process.env.NPM_ROOT ?? process.cwd(), "package.json"));
const load = (name) => import(pathToFileURL(find.resolve(name)));
const { createPublicClient, createWalletClient, http, webSocket, defineChain } = await load("viem");
const { mnemonicToAccount } = await load("viem/accounts");

const [url, artifactPath] = process.argv.slice(2);
const { abi, bytecode } = JSON.parse(readFileSync(artifactPath, "utf8"));
const chain = defineChain({
  id: 412346,
  name: "devnode",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [url] } },
});
const account = mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 4 });
const node = createPublicClient({ chain, transport: http(url), pollingInterval: 50 });
const wallet = createWalletClient({ chain, account, transport: http(url) });
const live = createPublicClient({ chain, transport: webSocket(url.replace("http", "ws")) });

const check = (truth, what) => {
  if (!truth) throw new Error(`viem: ${what}`);
};
const heads = [];
const stop = live.watchBlocks({ onBlock: (block) => heads.push(block.number) });
await new Promise((done) => setTimeout(done, 200));

let hash = await wallet.deployContract({ abi, bytecode: bytecode.object, args: [3n] });
const { contractAddress: address } = await node.waitForTransactionReceipt({ hash });
check((await node.readContract({ address, abi, functionName: "number" })) === 3n, "constructor");
hash = await wallet.writeContract({ address, abi, functionName: "set", args: [4n] });
const receipt = await node.waitForTransactionReceipt({ hash });
check(receipt.status === "success" && receipt.logs.length === 1, "receipt");
const events = await node.getContractEvents({ address, abi, eventName: "Set", fromBlock: 0n });
check(events[0].args.number === 4n, "event");
const refusal = await node
  .simulateContract({ account, address, abi, functionName: "set", args: [1001n] })
  .catch((error) => error.message);
check(refusal.includes("TooLarge(uint256 number, uint256 limit)"), `revert: ${refusal}`);
await new Promise((done) => setTimeout(done, 300));
stop();
check(heads.length >= 2, "subscription");
console.log("viem: deployed, called, read events and reverts, watched blocks");
process.exit(0);
