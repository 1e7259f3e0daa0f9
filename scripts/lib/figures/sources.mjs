// Where figures come from: snapshots, the table of parameters, constants of the code, the transcript of a deployment.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { constantsOf } from "./constants.mjs";

/** What the chain sets and no part of the project can change. */
const CHAIN = {
  codeLimit: 24_576,
  transactionGas: 32_000_000,
  coldSlotGas: 2_100,
  coldAccountGas: 2_600,
  baseGas: 21_000,
  callGas: 50_000_000,
};

export class Unknown extends Error {}

/** The table of docs/protocol/specification.md; a test holds it to the contracts. */
function parametersOf(root) {
  const page = join(root, "docs/protocol/specification.md");
  const parameters = {};
  if (!existsSync(page)) return parameters;
  for (const line of readFileSync(page, "utf8").split("\n")) {
    const row = /^\| `([a-zA-Z]+\.[a-zA-Z]+)` \| (\d+) \| (\d+) \| (\d+) \| (\w+) \|$/.exec(line);
    if (row) parameters[row[1]] = { first: row[2], min: row[3], max: row[4], safer: row[5] };
  }
  return parameters;
}

/** The last line of `scripts/deploy` in the quickstart, which scripts/transcripts writes. */
function deploymentOf(root) {
  const page = join(root, "docs/start/quickstart.md");
  const said = existsSync(page) && /(\d+) transactions, (\d+) gas, ([\d.]+) ether, of which data fees ([\d.]+)/.exec(readFileSync(page, "utf8"));
  if (!said) return {};
  return { transactions: Number(said[1]), gas: Number(said[2]), ether: Number(said[3]), dataFees: Number(said[4]) };
}

export class Sources {
  constructor(root) {
    const folder = join(root, "tests/snapshots");
    const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith(".json")) : [];
    this.snapshots = Object.fromEntries(files.map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(folder, file), "utf8"))]));
    this.parameters = parametersOf(root);
    this.constants = constantsOf(root);
    this.deployment = deploymentOf(root);
  }

  /** The number that a key names: `size/market/code_bytes`, `param/vault.exitFeeBps`, `const/EMA_SECS`, `chain/codeLimit`. */
  number(key) {
    const [source, ...rest] = key.split("/");
    const place = rest.join("/");
    const value = {
      param: () => this.parameters[rest[0]]?.[rest[1] ?? "first"],
      const: () => this.constants.value(rest),
      chain: () => CHAIN[place],
      deploy: () => this.deployment[place],
    }[source]?.() ?? this.#snapshot(source, place);
    if (value === undefined) {
      const crates = source === "const" && rest.length === 1 ? this.constants.crates(rest[0]) : [];
      throw new Unknown(crates.length > 1 ? `${crates.join(" and ")} disagree about ${key}: name one` : `no source has ${key}`);
    }
    return Number(value);
  }

  #snapshot(file, key) {
    const snapshot = this.snapshots[file];
    if (snapshot === undefined) return undefined;
    if (typeof snapshot[key] === "number") return snapshot[key];
    const cut = key.lastIndexOf("/");
    const value = cut < 0 ? undefined : snapshot[key.slice(0, cut)]?.[key.slice(cut + 1)];
    return typeof value === "number" ? value : undefined;
  }
}
