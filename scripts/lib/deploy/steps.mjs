// The steps of a deployment. Each reads from the chain whether it is done, so a second run continues where the first
// one was cut off.

import { concatHex, encodeFunctionData, parseAbi } from "viem";
import { Fault } from "./fault.mjs";
import { ARB_WASM, ARB_WASM_ABI, ARB_WASM_CACHE } from "./chain.mjs";
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

/** Creates a contract at its CREATE2 address. */
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
  // The fee may rise before the transaction is mined. The surplus comes back.
  return { to: STYLUS_DEPLOYER, data: encodeFunctionData({ abi: DEPLOYER_ABI, functionName: "deploy", args }), value: (fee * 12n) / 10n };
}

/** Activates again each deployed contract that the chain does not run any more: its program lapsed, or Stylus changed. */
export async function lapsedSteps({ contracts }, chain) {
  const steps = [];
  for (const contract of contracts) {
    const active = () => chain.isActive(contract.codeHash);
    if (!(await chain.hasCode(contract.address)) || (await active())) continue;
    steps.push({
      name: `${contract.name} activated again`,
      address: contract.address,
      contract,
      done: active,
      transaction: async () => ({
        to: ARB_WASM,
        data: encodeFunctionData({ abi: ARB_WASM_ABI, functionName: "activateProgram", args: [contract.address] }),
        value: ((await chain.dataFee(contract)) * 12n) / 10n,
      }),
    });
  }
  return steps;
}

/** Wires the modules, tightens or schedules parameters, and offers ownership, in one transaction. */
export function handoverStep(plan, chain) {
  const { handover, authority } = plan;
  return {
    name: "wiring, ownership offered",
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

/** Only the owner can accept. */
export function acceptStep({ authority, config }, chain, signer) {
  return {
    name: "ownership accepted",
    signer,
    done: async () => (await chain.tryRead(authority.address, authority.abi, "owner")) === config.roles.owner,
    transaction: async () => ({
      to: authority.address,
      data: encodeFunctionData({ abi: authority.abi, functionName: "acceptOwnership" }),
    }),
  };
}

/** The oracle records its source. Expiries can be proven from half an hour later on. */
export function observeStep({ contracts }, chain) {
  const { address, abi } = contracts.find(({ name }) => name === "oracle");
  return {
    name: "oracle records its source",
    optional: "call oracle.observe(0) when the feeds have a price; anyone can",
    done: async () => ((await chain.tryRead(address, abi, "sourceCount")) ?? 0) > 0,
    transaction: async () => ({ to: address, data: encodeFunctionData({ abi, functionName: "observe", args: [0n] }) }),
  };
}

/** Bids for a place in the cache for each program. No steps and a notice when the chain takes no bids. */
export async function cacheSteps({ contracts }, chain) {
  const managers = (await chain.tryRead(ARB_WASM_CACHE, CACHE_ABI, "allCacheManagers")) ?? [];
  const manager = managers.at(-1);
  if (manager === undefined) return { steps: [], notice: "this chain has no cache manager: programs are not cached" };
  const paused = await chain.tryRead(manager, MANAGER_ABI, "isPaused");
  if (paused === undefined) return { steps: [], notice: `the cache manager ${manager} does not answer: programs are not cached` };
  if (paused) return { steps: [], notice: `the cache manager ${manager} takes no bids at present: programs are not cached` };
  const steps = contracts.map((contract) => ({
    name: `${contract.name} cached`,
    optional: "calls work without a place in the cache, and cost more",
    done: () => chain.read(ARB_WASM_CACHE, CACHE_ABI, "codehashIsCached", [contract.codeHash]),
    transaction: async () => {
      const value = await chain.tryRead(manager, MANAGER_ABI, "getMinBid", [contract.address]);
      if (value === undefined) throw new Fault("the cache manager has no place for it");
      return { to: manager, data: encodeFunctionData({ abi: MANAGER_ABI, functionName: "placeBid", args: [contract.address] }), value };
    },
  }));
  return { steps };
}

/** Takes a step unless it is done. Returns its cost, or undefined when it was done. */
export async function take(step, chain, signer) {
  if (await step.done()) return undefined;
  try {
    const cost = await chain.send(step.signer ?? signer, await step.transaction());
    if (!(await step.done())) throw new Fault(`${step.name}: the transaction succeeded but changed nothing`);
    return cost;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (step.optional) return { skipped: [error.message, ...error.hints].filter(Boolean).join("; ") };
    throw new Fault(`${step.name}: ${error.message}`, ...error.hints.filter(Boolean));
  }
}

/** Every parameter of the configuration, by module and key. */
export const parameterKeys = () =>
  Object.entries(PARAMETERS).flatMap(([module, keys]) => Object.entries(keys).map(([key, bounds]) => ({ module, key, bounds })));
