// The configuration of a deployment. `scripts/deploy.toml` is a sample.

import { pbkdf2Sync } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "smol-toml";
import { getAddress, isAddress } from "viem";
import { HDKey, hdKeyToAccount } from "viem/accounts";
import { Fault } from "./fault.mjs";
import { PARAMETERS } from "./protocol.mjs";

/** The well-known mnemonic of tests. */
export const MNEMONIC = "test test test test test test test test test test test junk";
/** Accounts of the mnemonic (BIP-39, BIP-44). Its seed is derived once, by native code. */
export const testAccount = (index) => hdKeyToAccount((testRoot ??= HDKey.fromMasterSeed(seedOf(MNEMONIC))), { addressIndex: index });
const seedOf = (mnemonic) => pbkdf2Sync(mnemonic, "mnemonic", 2_048, 64, "sha512");
let testRoot;
/** Seats for signers in `option-pricer`. */
const SEATS = 8;

export function configuration({ config: path, devnode }) {
  const given = path === undefined ? {} : parsed(path);
  const table = new Table(given, path ?? "the configuration");
  const config = devnode ? development(table) : production(table);
  table.refuseOthers();
  return config;
}

function parsed(path) {
  let source;
  try {
    source = readFileSync(path, "utf8");
  } catch (error) {
    throw new Fault(`cannot read the configuration: ${error.message}`);
  }
  try {
    return parse(source);
  } catch (error) {
    throw new Fault(`${path} is not TOML`, ...error.message.trimEnd().split("\n"));
  }
}

function production(table) {
  return {
    ...common(table, "1"),
    asset: table.address("asset"),
    feeds: { spot: table.address("feeds.spot"), sequencer: table.address("feeds.sequencer") },
    roles: {
      owner: table.address("roles.owner"),
      guardian: table.address("roles.guardian"),
      treasury: table.address("roles.treasury"),
      ...surfaces(table),
    },
  };
}

/** Fills in what the file does not say: token and feeds to deploy, and roles with public keys. */
function development(table) {
  const account = (index) => testAccount(index).address;
  const signers = [7, 8, 9].map(account);
  return {
    ...common(table, "devnode"),
    asset: table.address("asset", null),
    feeds: { spot: table.address("feeds.spot", null), sequencer: table.address("feeds.sequencer", null) },
    roles: {
      owner: table.address("roles.owner", account(0)),
      guardian: table.address("roles.guardian", account(1)),
      treasury: table.address("roles.treasury", account(2)),
      ...surfaces(table, signers, 2),
    },
    development: { mnemonic: MNEMONIC },
  };
}

function common(table, salt) {
  return { name: table.text("name", "ETH/USDC"), salt: table.text("salt", salt), parameters: parameters(table) };
}

function surfaces(table, fallbackSigners, fallbackQuorum) {
  const signers = table.addresses("surfaces.signers", fallbackSigners);
  const quorum = table.number("surfaces.quorum", fallbackQuorum);
  if (signers.length < 1 || signers.length > SEATS) {
    throw new Fault(`surfaces.signers has ${signers.length} signers; 1 to ${SEATS} are possible`);
  }
  if (new Set(signers).size !== signers.length) throw new Fault("surfaces.signers has one signer twice");
  if (quorum < 1n || quorum > BigInt(signers.length)) {
    throw new Fault(`surfaces.quorum is ${quorum}; with ${signers.length} signers it is 1 to ${signers.length}`);
  }
  return { signers, quorum: Number(quorum) };
}

/** Parameters that differ from the values the contracts start with, by module and key. */
function parameters(table) {
  const wanted = {};
  for (const [module, keys] of Object.entries(PARAMETERS)) {
    for (const [key, [min, max]] of Object.entries(keys)) {
      const value = table.number(`parameters.${module}.${key}`, null);
      if (value === null) continue;
      if (value < min || value > max) {
        throw new Fault(`parameters.${module}.${key} is ${value}; the contract admits ${min} to ${max}`);
      }
      (wanted[module] ??= {})[key] = value;
    }
  }
  return wanted;
}

/** Reads a table key by key, and knows which keys nobody read. */
class Table {
  constructor(values, path) {
    this.values = values;
    this.path = path;
    this.known = new Set();
  }

  take(key, fallback) {
    this.known.add(key);
    const value = key.split(".").reduce((table, part) => table?.[part], this.values);
    if (value === undefined && fallback === undefined) throw new Fault(`${this.path} does not say ${key}`);
    return value;
  }

  text(key, fallback) {
    const value = this.take(key, fallback) ?? fallback;
    if (typeof value !== "string" || value === "") throw new Fault(`${this.path}: ${key} must be a text`);
    return value;
  }

  number(key, fallback) {
    const value = this.take(key, fallback);
    if (value === undefined) return fallback === null || fallback === undefined ? fallback : BigInt(fallback);
    if (typeof value !== "bigint" && !Number.isSafeInteger(value)) {
      throw new Fault(`${this.path}: ${key} must be a whole number`);
    }
    return BigInt(value);
  }

  address(key, fallback) {
    const value = this.take(key, fallback);
    return value === undefined ? fallback : checked(value, `${this.path}: ${key}`);
  }

  addresses(key, fallback) {
    const value = this.take(key, fallback);
    if (value === undefined) return fallback;
    if (!Array.isArray(value)) throw new Fault(`${this.path}: ${key} must be a list of addresses`);
    return value.map((item, place) => checked(item, `${this.path}: ${key}, item ${place}`));
  }

  /** A misspelt key must not pass: its default would stay in place. */
  refuseOthers() {
    const walk = (table, prefix) => {
      for (const [key, value] of Object.entries(table)) {
        const path = prefix + key;
        if (value !== null && typeof value === "object" && !Array.isArray(value)) walk(value, `${path}.`);
        else if (!this.known.has(path)) throw new Fault(`${this.path}: no key is called ${path}`);
      }
    };
    walk(this.values, "");
  }
}

function checked(value, what) {
  if (typeof value !== "string" || !isAddress(value)) {
    throw new Fault(`${what} is not an address: ${value}`, "an address has 40 hexadecimal digits after 0x; a checksum, if it has one, must be right");
  }
  if (BigInt(value) === 0n) throw new Fault(`${what} is the zero address`);
  return getAddress(value);
}
