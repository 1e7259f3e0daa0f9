// Puts together Solidity interfaces and JSON ABIs from what the contracts' ABI binaries print.
//
//   node abi.mjs EXPORTED [--check]
//
// EXPORTED holds, for each contract, CONTRACT.interfaces, CONTRACT.constructor and CONTRACT.layout. The SDK's own
// export leaves out events and the names of error parameters and writes argument names in snake case; both are mended
// here, and the Solidity compiler has the last word on the result.

import { createRequire } from "node:module";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

const solc = createRequire(import.meta.url)("solc");
const [exported, mode] = process.argv.slice(2);
const head = "// SPDX-License-Identifier: MIT OR Apache-2.0\npragma solidity ^0.8.24;\n";

const camel = (name) => name.replace(/_+([a-z0-9])/g, (_, letter) => letter.toUpperCase());

/** One Solidity declaration a line, with its doc comment, from the tokens that Rust kept of it. */
function declarations(text) {
  const flat = text.replace(/\s+/g, " ").replace(/#\[derive\([^)]*\)\]/g, "");
  const found = [];
  const pattern = /((?:#\[doc = r?"[^"]*"\] *)*)(error|event|struct) (\w+) ?(\([^)]*\) ?;|\{[^}]*\})/g;
  for (const [, docs, kind, name, body] of flat.matchAll(pattern)) {
    const comments = [...docs.matchAll(/"([^"]*)"/g)].map(([, line]) => `    /// ${line.trim()}\n`);
    const members = body.replace(/\s+/g, " ").replace(/ ?([(),;{}]) ?/g, "$1").replace(/,/g, ", ");
    found.push({ kind, name, text: `${comments.join("")}    ${kind} ${name}${kind === "struct" ? " " : ""}${members}` });
  }
  return found;
}

/** Functions as the SDK prints them, without its own list of errors. */
function functions(text) {
  return [...text.matchAll(/^ {4}function (\w+)\(([^)]*)\)([^;]*);/gm)].map(([, name, parameters, rest]) => {
    const named = parameters
      .split(",")
      .filter((parameter) => parameter.trim() !== "")
      .map((parameter) => {
        const words = parameter.trim().split(" ");
        if (words.length > 1) words.push(camel(words.pop()));
        return words.join(" ");
      });
    return `    function ${name}(${named.join(", ")})${rest};`;
  });
}

/** The interfaces that one contract's binary printed, the inherited ones first. */
function interfaces(text) {
  return text
    .split("// functions\n")
    .filter((part) => part.trim() !== "")
    .map((part) => {
      const [code, declared = ""] = part.split("// declarations");
      const header = code.match(/interface (\w+)(?: is ([^{]*))? ?\{/);
      if (!header) throw new Error(`no interface in:\n${part}`);
      const parents = (header[2] ?? "").split(",").map((name) => name.trim()).filter(Boolean);
      return { name: header[1], parents, functions: functions(code), declarations: declarations(declared) };
    });
}

function solidity({ name, parents, functions, declarations }, constructor) {
  const imports = parents.map((parent) => `import {${parent}} from "./${parent}.sol";\n`).join("");
  const note = constructor ? `/// Deployed with ${constructor}.\n` : "";
  const inherits = parents.length > 0 ? ` is ${parents.join(", ")}` : "";
  const groups = ["struct", "event", "error"].map((kind) =>
    declarations.filter((item) => item.kind === kind).map((item) => item.text).join("\n"),
  );
  const body = [...groups, functions.join("\n")].filter((group) => group !== "").join("\n\n");
  return `${head}${imports && `\n${imports}`}\n${note}interface ${name}${inherits} {\n${body}\n}\n`;
}

/** The constructor's JSON entry, from the line `constructor(address owner, …)`. */
function constructorEntry(line) {
  const inputs = [...line.matchAll(/(\w+)(?: memory| calldata)? (\w+)(?=[,)])/g)].map(([, type, name]) => ({
    internalType: type,
    name: camel(name),
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
  constructors[own] = constructorEntry(line);
  layouts[contract] = JSON.parse(readFileSync(join(exported, `${contract}.layout`), "utf8"));
  for (const item of found) {
    const path = `${item.name}.sol`;
    const text = solidity(item, item.name === own ? line.replace(/\w+/g, camel) : undefined);
    if (sources[path] !== undefined && sources[path] !== text) {
      throw new Error(`${item.name} is exported differently by different contracts`);
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
  for (const path of stale) console.error(`${path} is of no contract`);
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
