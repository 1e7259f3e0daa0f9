// Writes src/abi.ts from the JSON files of the parent folder: every interface as a constant, so that TypeScript knows its
// types, and every error once, so that the refusal of any contract can be decoded.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, "..");
const names = readdirSync(folder)
  .filter((name) => /^I\w+\.json$/.test(name))
  .map((name) => name.slice(1, -".json".length))
  .sort();
const abis = Object.fromEntries(names.map((name) => [name, JSON.parse(readFileSync(join(folder, `I${name}.json`), "utf8"))]));

const errors = new Map();
for (const item of Object.values(abis).flat()) {
  if (item.type === "error") errors.set(`${item.name}(${item.inputs.map(({ type }) => type)})`, item);
}
// Errors of OpenZeppelin's token, which the quote asset may be.
const token = (name, ...inputs) => ({ type: "error", name, inputs: inputs.map(([type, label]) => ({ name: label, type })) });
for (const item of [token("ERC20InvalidSpender", ["address", "spender"]), token("ERC20InvalidSender", ["address", "sender"])]) {
  errors.set(`${item.name}(${item.inputs.map(({ type }) => type)})`, item);
}

/** Keeps the shortest function of each name: `getContract` of viem cannot type overloads. */
const single = (abi) =>
  abi.filter(
    (item) =>
      item.type !== "function" ||
      !abi.some((other) => other.type === "function" && other.name === item.name && other.inputs.length < item.inputs.length),
  );
const constant = (name, value) => `export const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`;
const lower = (name) => name[0].toLowerCase() + name.slice(1);
const parts = [
  "// Written by generate.mjs from abi/*.json; not to be edited.\n",
  ...names.map((name) => `/** The ABI of \`I${name}\`; abi/I${name}.sol says what each part means. */\n${constant(`${lower(name)}Abi`, abis[name])}`),
  `/** The same without the chain of one expiry, which shares its name with the whole chain's. */\n${constant("wholeLensAbi", single(abis.Lens))}`,
  `/** Every error that a contract of the protocol refuses with. */\n${constant("errorsAbi", [...errors.values()])}`,
];
writeFileSync(join(here, "src", "abi.ts"), parts.join("\n"));
