// The contracts of the protocol and their addresses. The constructors are those of `abi/`: an argument is the contract
// of the same name, or a figure of the configuration.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  bytesToHex,
  concatHex,
  encodeAbiParameters,
  encodePacked,
  getCreate2Address,
  hexToBytes,
  keccak256,
  numberToHex,
  stringToHex,
} from "viem";
import { Fault } from "./fault.mjs";

/** Creates, activates and constructs a Stylus contract in one transaction. Has one address on every chain. */
export const STYLUS_DEPLOYER = "0xcEcba2F1DC234f70Dd89F2041029807F8D03A990";
/** Deploys EVM contracts by CREATE2: the data is the salt, then the code. */
export const CREATE2_FACTORY = "0x4e59b44847b379578588920cA78FbF26c0B4956C";
/** Selector of `stylus_constructor()`. */
const CONSTRUCT = "0x5585258d";

/** Which module learns of which contract after it is deployed: those that call back, and the treasury. */
export const WIRES = [
  ["riskManager", "market", "market"],
  ["vault", "market", "market"],
  ["vault", "queue", "withdrawalQueue"],
  ["market", "liquidator", "liquidator"],
  ["market", "treasury", "treasury"],
];

/** Parameters by module and key, with min and max. A deployment compares them with the contracts. */
export const PARAMETERS = {
  oracle: {
    heartbeatSecs: [60n, 86_400n],
    slackSecs: [0n, 3_600n],
    jumpBps: [100n, 2_000n],
    reduceSecs: [600n, 3_600n],
    graceSecs: [3_600n, 86_400n],
    deviation: [100_000_000_000_000n, 10_000_000_000_000_000n],
  },
  riskManager: {
    carry: [5_000n, 15_000n],
    openingAge: [60n, 3_600n],
    closingAge: [600n, 14_400n],
    vegaLimit: [1n, 200n],
    deltaLimit: [1n, 5_000n],
    tenPercentLimit: [1n, 3_000n],
    worstLimit: [1n, 8_000n],
    reserve: [10_000n, 30_000n],
    shortfallLimit: [1n, 4_000n],
    leastDay: [0n, 500n],
  },
  vault: { exitFeeBps: [0n, 100n], depositCapTokens: [0n, 1_000_000_000_000n] },
  withdrawalQueue: {
    epochSecs: [600n, 604_800n],
    breakerFallBps: [300n, 5_000n],
    breakerHoldSecs: [3_600n, 172_800n],
  },
  liquidator: {
    fundTargetTokens: [1_000n, 1_000_000_000n],
    fundGrant: [0n, 18_446_744_073_709_551_615n],
  },
};

/** A name as the key of a setting. */
export const keyOf = (name) => stringToHex(name, { size: 32 });

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));

/** The ABI of an interface, as published. */
export const abiOf = (name) => readJson(join("abi", `I${name[0].toUpperCase()}${name.slice(1)}.json`));

/** Compiled Solidity: code and ABI. */
export function artifact(folder, file, contract) {
  const path = join("target", folder, "out", `${file}.sol`, `${contract}.json`);
  if (!existsSync(path)) throw new Fault(`${path} is missing`, "run scripts/deploy without --no-build");
  const { abi, bytecode } = readJson(path);
  return { abi, code: bytecode.object };
}

/** An EVM contract at the address that CREATE2 gives it. */
export function evmContract(name, { abi, code }, args, salt) {
  const inputs = abi.find((item) => item.type === "constructor")?.inputs ?? [];
  const initCode = concatHex([code, encodeAbiParameters(inputs, args)]);
  const address = getCreate2Address({ from: CREATE2_FACTORY, salt, bytecode: initCode });
  return { name, kind: "evm", abi, initCode, salt, address };
}

/**
 * Every contract of the protocol, each after the contracts that its constructor takes. The addresses follow from code,
 * arguments and salt. `known` has the other addresses that constructors take.
 */
export function protocol(packages, config, known, wasmFolder) {
  const salt = saltOf(config);
  const waiting = new Map(packages.map((name) => [camel(name), name]));
  const contracts = [];
  const addresses = {};
  while (waiting.size > 0) {
    const before = waiting.size;
    for (const [name, folder] of waiting) {
      const abi = abiOf(name);
      const inputs = abi.find((item) => item.type === "constructor")?.inputs ?? [];
      const args = inputs.map((input) => argument(input, config, { ...known, ...addresses }));
      if (args.includes(undefined)) continue;
      const contract = stylusContract(name, join(wasmFolder, `${folder}.stylus`), abi, inputs, args, salt);
      contracts.push(contract);
      addresses[name] = contract.address;
      waiting.delete(name);
    }
    if (waiting.size === before) {
      throw new Fault(`no value for a constructor argument of: ${[...waiting.keys()].join(", ")}`);
    }
  }
  return contracts;
}

export const saltOf = ({ name, salt }) => keccak256(stringToHex(`strikepool ${name} ${salt}`));

/** The value of a constructor argument; undefined while it is not known. */
function argument({ name, type }, config, known) {
  if (name === "market" && type === "bytes32") return keccak256(stringToHex(config.name));
  if (name === "spotFeed") return known.feeds.spot;
  if (name === "sequencerFeed") return known.feeds.sequencer;
  return { guardian: config.roles.guardian, signers: config.roles.signers, quorum: config.roles.quorum, ...known }[name];
}

function stylusContract(name, path, abi, inputs, args, salt) {
  if (!existsSync(path)) throw new Fault(`${path} is missing`, "run scripts/build");
  const code = bytesToHex(readFileSync(path));
  const initData = inputs.length === 0 ? "0x" : concatHex([CONSTRUCT, encodeAbiParameters(inputs, args)]);
  const initCode = concatHex([prelude(code), code]);
  const mixed = keccak256(encodePacked(["bytes32", "bytes"], [salt, initData]));
  const address = getCreate2Address({ from: STYLUS_DEPLOYER, salt: mixed, bytecode: initCode });
  return { name, kind: "stylus", abi, inputs, args, code, codeHash: keccak256(code), initCode, initData, salt, address };
}

/** EVM code that returns what follows it: PUSH32 length, DUP1, copy from byte 43 on, return. */
function prelude(code) {
  const length = numberToHex(hexToBytes(code).length, { size: 32 });
  return concatHex(["0x7f", length, "0x80602b6000396000f300"]);
}
