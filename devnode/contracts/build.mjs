// Compiles the Solidity sources of this folder and of the tests into artifacts/*.json.
// Needs the npm package solc 0.8.30 where Node finds it: npm install --no-save solc@0.8.30
// Run: node devnode/contracts/build.mjs [--check]
import { readFileSync, readdirSync, writeFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(join(process.cwd(), "package.json"));
const solc = require("solc");

const sources = Object.fromEntries(
  readdirSync(here)
    .filter((name) => name.endsWith(".sol"))
    .map((name) => [name, { content: readFileSync(join(here, name), "utf8") }]),
);
const input = {
  language: "Solidity",
  sources,
  settings: {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: "cancun",
    metadata: { appendCBOR: false },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
for (const error of output.errors ?? []) console.error(error.formattedMessage);
if ((output.errors ?? []).some((error) => error.severity === "error")) process.exit(1);

const check = process.argv.includes("--check");
let stale = 0;
mkdirSync(join(here, "artifacts"), { recursive: true });
for (const contracts of Object.values(output.contracts)) {
  for (const [name, contract] of Object.entries(contracts)) {
    if (contract.evm.bytecode.object === "") continue;
    const artifact = {
      contractName: name,
      abi: contract.abi,
      bytecode: { object: `0x${contract.evm.bytecode.object}` },
      deployedBytecode: { object: `0x${contract.evm.deployedBytecode.object}` },
    };
    const path = join(here, "artifacts", `${name}.json`);
    const text = `${JSON.stringify(artifact, null, 1)}\n`;
    if (!check) writeFileSync(path, text);
    else if (readFileSync(path, "utf8") !== text) {
      console.error(`${name}.json is not what its source compiles to`);
      stale += 1;
    }
  }
}
process.exit(stale === 0 ? 0 : 1);
