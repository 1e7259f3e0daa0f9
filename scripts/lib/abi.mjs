// Writes Solidity interfaces and JSON ABIs from what the contracts' ABI programs print.
//
//   node abi.mjs EXPORTED [--check]
//
// EXPORTED has CONTRACT.interfaces, CONTRACT.constructor and CONTRACT.layout of each contract. The Solidity compiler
// compiles the interfaces, so what is published is valid.

import { createRequire } from "node:module";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const solc = createRequire(import.meta.url)("solc");
const [exported, mode] = process.argv.slice(2);
const head = "// SPDX-License-Identifier: MIT OR Apache-2.0\npragma solidity ^0.8.24;\n";

/** The interfaces that the program of a contract prints, the inherited ones first. */
function interfaces(text) {
  return [...text.matchAll(/^interface (\w+)(?: is ([^{]*))? \{$.*?^\}$/gms)].map(([code, name, parents = ""]) => ({
    name,
    parents: parents.split(",").map((parent) => parent.trim()).filter(Boolean),
    code,
  }));
}

/** A note on every interface. */
const UNITS =
  "Amounts of the asset are in its own units; prices, strikes, volatilities, rates and quantities are WAD (1e18); times are unix seconds. What is paid in is rounded up to the asset's unit, what is paid out down.";

function solidity({ name, parents, code }, description, constructor) {
  const imports = parents.map((parent) => `import {${parent}} from "./${parent}.sol";\n`).join("");
  const notes = [`@title ${name}`, `@notice ${description}`, `@dev ${UNITS}`];
  if (constructor) notes.push(`Deployed with ${constructor}.`);
  const header = notes.map((note) => `/// ${note}\n`).join("");
  return `${head}${imports && `\n${imports}`}\n${header}${code}\n`;
}

/** The purpose of a contract, from its package, and that of the interface that all governed contracts share. */
const describe = (contract) => /^description = "(.*)"$/m.exec(readFileSync(join("contracts", contract, "Cargo.toml"), "utf8"))[1];
const SHARED = "What the authority asks of a contract that it governs, the same in every contract of the protocol.";

/** The constructor's JSON entry, from the line `constructor(address owner, …)`. */
function constructorEntry(line) {
  const inputs = [...line.matchAll(/(\w+(?:\[\d*\])*)(?: memory| calldata)? (\w+)(?=[,)])/g)].map(([, type, name]) => ({
    internalType: type,
    name,
    type,
  }));
  return { inputs, stateMutability: /payable/.test(line) ? "payable" : "nonpayable", type: "constructor" };
}

const sources = {};
const constructors = {};
const layouts = {};
for (const file of readdirSync(exported).filter((name) => name.endsWith(".interfaces")).sort()) {
  const contract = basename(file, ".interfaces");
  const line = readFileSync(join(exported, `${contract}.constructor`), "utf8").trim();
  const found = interfaces(readFileSync(join(exported, file), "utf8"));
  const own = found.at(-1).name;
  if (line !== "") constructors[own] = constructorEntry(line);
  layouts[contract] = JSON.parse(readFileSync(join(exported, `${contract}.layout`), "utf8"));
  for (const item of found) {
    const path = `${item.name}.sol`;
    const text = item.name === own ? solidity(item, describe(contract), line) : solidity(item, SHARED);
    if (sources[path] !== undefined && sources[path] !== text) {
      throw new Error(`contracts export ${item.name} in different forms`);
    }
    sources[path] = text;
  }
}

const input = {
  language: "Solidity",
  sources: Object.fromEntries(Object.entries(sources).map(([path, content]) => [path, { content }])),
  settings: { outputSelection: { "*": { "*": ["abi"] } } },
};
const output = JSON.parse(solc.compile(JSON.stringify(input)));
const faults = (output.errors ?? []).map((error) => error.formattedMessage);
if (faults.length > 0) {
  console.error(`the exported interfaces do not compile:\n${faults.join("\n")}`);
  process.exit(1);
}

const files = {};
for (const [path, text] of Object.entries(sources)) {
  const name = basename(path, ".sol");
  const abi = output.contracts[path][name].abi;
  files[join("abi", path)] = text;
  files[join("abi", `${name}.json`)] =
    JSON.stringify(constructors[name] ? [constructors[name], ...abi] : abi, null, 2) + "\n";
}
const rows = Object.entries(layouts).map(
  ([contract, fields]) =>
    `  ${JSON.stringify(contract)}: [\n${fields.map((field) => `    ${JSON.stringify(field)}`).join(",\n")}\n  ]`,
);
files[join("tests", "snapshots", "storage.json")] = `{\n${rows.join(",\n")}\n}\n`;

const stale = readdirSync("abi")
  .map((name) => join("abi", name))
  .filter((path) => /\.(sol|json)$/.test(path) && files[path] === undefined);

if (mode === "--check") {
  const differing = Object.keys(files).filter(
    (path) => !existsSync(path) || readFileSync(path, "utf8") !== files[path],
  );
  for (const path of differing) console.error(`${path} differs from the code`);
  for (const path of stale) console.error(`${path} belongs to no contract`);
  if (differing.length + stale.length > 0) {
    console.error("if the change is meant, run scripts/abi and say why in the commit");
    process.exit(1);
  }
  console.log(`${Object.keys(files).length} files in abi/ and tests/snapshots/ equal the code`);
} else {
  mkdirSync("abi", { recursive: true });
  for (const path of stale) rmSync(path);
  for (const [path, text] of Object.entries(files)) writeFileSync(path, text);
  console.log(`wrote ${Object.keys(files).length} files`);
}
