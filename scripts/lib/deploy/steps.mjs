// The steps of a deployment. Each knows by looking at the chain whether it is done, so that a run that was cut off at
// any point is gone on with by running it again.

import { concatHex, encodeFunctionData, parseAbi } from "viem";
import { Fault } from "./fault.mjs";
import { ARB_WASM_CACHE } from "./chain.mjs";
import { CREATE2_FACTORY, keyOf, PARAMETERS, STYLUS_DEPLOYER, WIRES } from "./protocol.mjs";

const DEPLOYER_ABI = parseAbi([
  "function deploy(bytes bytecode, bytes initData, uint256 initValue, bytes32 salt) payable returns (address)",
]);
const CACHE_ABI = parseAbi([
  "function allCacheManagers() view returns (address[])",
  "function codehashIsCached(bytes32 codehash) view returns (bool)",
]);
const MANAGER_ABI = parseAbi([
  "function placeBid(address program) payable",
  "function getMinBid(address program) view returns (uint192)",
  "function isPaused() view returns (bool)",
]);
/** Rules of a setting, as `IGoverned` numbers them. */
const SAFER_LOWER = 1;
const SAFER_HIGHER = 2;

/** Creates a contract where CREATE2 puts it. */
export function createStep(contract, chain) {
  return {
    name: contract.name,
    address: contract.address,
    contract,
    done: () => chain.hasCode(contract.address),
    transaction: () => (contract.kind === "evm" ? evmCreation(contract) : stylusCreation(contract, chain)),
  };
}

async function evmCreation({ salt, initCode }) {
  return { to: CREATE2_FACTORY, data: concatHex([salt, initCode]) };
}

async function stylusCreation(contract, chain) {
  const { initCode, initData, salt } = contract;
  const fee = await chain.dataFee(contract);
  const args = [initCode, initData, 0n, salt];
  // The fee may rise until the transaction comes; what is too much is given back.
  return { to: STYLUS_DEPLOYER, data: encodeFunctionData({ abi: DEPLOYER_ABI, functionName: "deploy", args }), value: (fee * 12n) / 10n };
}

/** Wires, tightens, schedules what must wait, and offers ownership: all in one transaction. */
export function handoverStep(plan, chain) {
  const { handover, authority } = plan;
  return {
    name: "wiring, and ownership offered",
    done: async () => (await chain.tryRead(handover.address, handover.abi, "done")) === true,
    transaction: async () => {
      const calls = [...wireCalls(plan), ...(await parameterCalls(plan, chain))];
      const args = [authority.address, calls];
      return { to: handover.address, data: encodeFunctionData({ abi: handover.abi, functionName: "complete", args }) };
    },
  };
}

function wireCalls({ authority, addresses }) {
  return WIRES.filter(([, , value]) => addresses[value] !== undefined).map(([module, key, value]) =>
    encodeFunctionData({ abi: authority.abi, functionName: "wire", args: [addresses[module], keyOf(key), addresses[value]] }),
  );
}

async function parameterCalls({ authority, contracts, config }, chain) {
  const calls = [];
  for (const [module, keys] of Object.entries(config.parameters)) {
    const { address, abi } = contracts.find(({ name }) => name === module);
    for (const [name, value] of Object.entries(keys)) {
      const [current, , , rule] = await chain.read(address, abi, "setting", [keyOf(name)]);
      if (current === value) continue;
      const safer = (rule === SAFER_LOWER && value < current) || (rule === SAFER_HIGHER && value > current);
      const functionName = safer ? "tighten" : "schedule";
      calls.push(encodeFunctionData({ abi: authority.abi, functionName, args: [address, keyOf(name), value] }));
    }
  }
  return calls;
}

/** The owner takes what he was offered; only he can. */
export function acceptStep({ authority, config }, chain, signer) {
  return {
    name: "ownership taken by its owner",
    signer,
    done: async () => (await chain.tryRead(authority.address, authority.abi, "owner")) === config.roles.owner,
    transaction: async () => ({
      to: authority.address,
      data: encodeFunctionData({ abi: authority.abi, functionName: "acceptOwnership" }),
    }),
  };
}

/** Has the oracle write down its source: from half an hour later on, expiries can be proven. */
export function observeStep({ contracts }, chain) {
  const { address, abi } = contracts.find(({ name }) => name === "oracle");
  return {
    name: "oracle notes its source",
    optional: "call oracle.observe(0) when the feeds have a price; anyone may",
    done: async () => ((await chain.tryRead(address, abi, "sourceCount")) ?? 0) > 0,
    transaction: async () => ({ to: address, data: encodeFunctionData({ abi, functionName: "observe", args: [0n] }) }),
  };
}

/** Buys each program a place in the cache; an empty list and the reason where there is nowhere to buy one. */
export async function cacheSteps({ contracts }, chain) {
  const managers = (await chain.tryRead(ARB_WASM_CACHE, CACHE_ABI, "allCacheManagers")) ?? [];
  const manager = managers.at(-1);
  if (manager === undefined) return { steps: [], notice: "no cache manager on this chain: programs are not cached" };
  const paused = await chain.tryRead(manager, MANAGER_ABI, "isPaused");
  if (paused === undefined) return { steps: [], notice: `the cache manager ${manager} does not answer: programs are not cached` };
  if (paused) return { steps: [], notice: `the cache manager ${manager} takes no bids now: programs are not cached` };
  const steps = contracts.map((contract) => ({
    name: `${contract.name} cached`,
    optional: "it is called without a place in the cache, at a higher price",
    done: () => chain.read(ARB_WASM_CACHE, CACHE_ABI, "codehashIsCached", [contract.codeHash]),
    transaction: async () => {
      const value = await chain.tryRead(manager, MANAGER_ABI, "getMinBid", [contract.address]);
      if (value === undefined) throw new Fault("the cache manager has no place for it");
      return { to: manager, data: encodeFunctionData({ abi: MANAGER_ABI, functionName: "placeBid", args: [contract.address] }), value };
    },
  }));
  return { steps };
}

/** Takes a step unless it is done; what it cost, or undefined. */
export async function take(step, chain, signer) {
  if (await step.done()) return undefined;
  try {
    const cost = await chain.send(step.signer ?? signer, await step.transaction());
    if (!(await step.done())) throw new Fault(`${step.name}: the transaction went through and changed nothing`);
    return cost;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (step.optional) return { skipped: [error.message, ...error.hints].filter(Boolean).join("; ") };
    throw new Fault(`${step.name}: ${error.message}`, ...error.hints.filter(Boolean));
  }
}

/** Every parameter that the configuration can name, by module and key. */
export const parameterKeys = () =>
  Object.entries(PARAMETERS).flatMap(([module, keys]) => Object.entries(keys).map(([key, bounds]) => ({ module, key, bounds })));
