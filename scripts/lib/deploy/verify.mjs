// Reads a deployment back from the chain: code, wiring, parameters, roles. It trusts nothing of the run that made it.

import { keccak256, stringToHex, zeroAddress } from "viem";
import { Fault } from "./fault.mjs";
import { keyOf, WIRES } from "./protocol.mjs";
import { parameterKeys } from "./steps.mjs";

/** Makes every check. Returns how many passed, or throws a Fault that names those that failed. */
export async function verify(plan, chain) {
  const checks = [];
  const expect = (what, found, wanted) => {
    const same = JSON.stringify(found, plain) === JSON.stringify(wanted, plain);
    checks.push({ what, same, found, wanted });
  };
  await verifyCode(plan, chain, expect);
  // A contract with other code, or none, cannot answer.
  if (checks.every(({ same }) => same)) {
    await verifyConstruction(plan, chain, expect);
    await verifyWiring(plan, chain, expect);
    await verifyParameters(plan, chain, expect);
    await verifySigners(plan, chain, expect);
    await verifyRoles(plan, chain, expect);
  }
  const wrong = checks.filter(({ same }) => !same);
  if (wrong.length > 0) {
    const lines = wrong.map(({ what, found, wanted }) => `${what} is ${text(found)}, not ${text(wanted)}`);
    throw new Fault("the deployment differs from its configuration", ...lines);
  }
  return checks.length;
}

async function verifyCode({ contracts }, chain, expect) {
  for (const { name, address, code, codeHash } of contracts) {
    const found = (await chain.code(address)) ?? "0x";
    expect(`the code hash of ${name}`, found === code ? codeHash : keccak256(found), codeHash);
    expect(`${name} being activated`, await chain.isActive(codeHash), true);
  }
}

/** Constructor arguments that a function of the same name answers, and that nothing is paused. */
async function verifyConstruction({ contracts }, chain, expect) {
  for (const { name, address, abi, inputs, args } of contracts) {
    for (const [place, input] of inputs.entries()) {
      if (name === "authority" || !answers(abi, input)) continue;
      expect(`${name}.${input.name}`, await chain.read(address, abi, input.name), args[place]);
    }
    if (answers(abi, { name: "paused", type: "bool" })) {
      expect(`${name} being paused`, await chain.read(address, abi, "paused"), false);
    }
  }
}

const answers = (abi, { name, type }) =>
  abi.some((item) => item.type === "function" && item.name === name && item.inputs.length === 0 && item.outputs[0]?.type === type);

async function verifyWiring({ contracts, addresses, config }, chain, expect) {
  for (const [module, key, value] of WIRES) {
    const { address, abi } = contracts.find(({ name }) => name === module);
    const [found] = await chain.read(address, abi, "setting", [keyOf(key)]);
    expect(`${module}.${key}`, found, BigInt(addresses[value] ?? zeroAddress));
  }
  const market = contracts.find(({ name }) => name === "optionPricer");
  expect("the market's name", await chain.read(market.address, market.abi, "market"), keccak256(stringToHex(config.name)));
}

/** Each parameter has its configured value or one scheduled, and its bounds are those of this program. */
async function verifyParameters({ contracts, authority, config }, chain, expect) {
  for (const { module, key, bounds } of parameterKeys()) {
    const { address, abi } = contracts.find(({ name }) => name === module);
    const [current, min, max] = await chain.read(address, abi, "setting", [keyOf(key)]);
    expect(`the bounds of ${module}.${key}`, [min, max], bounds);
    const wanted = config.parameters[module]?.[key];
    if (wanted === undefined || wanted === current) continue;
    const [waiting] = await chain.read(authority.address, authority.abi, "pendingChange", [address, keyOf(key)]);
    expect(`${module}.${key}, and what is scheduled for it,`, waiting, wanted);
  }
}

async function verifySigners({ contracts, config }, chain, expect) {
  const { address, abi } = contracts.find(({ name }) => name === "optionPricer");
  const setting = async (key) => (await chain.read(address, abi, "setting", [keyOf(key)]))[0];
  for (let seat = 0; seat < 8; seat += 1) {
    const signer = config.roles.signers[seat] ?? zeroAddress;
    expect(`the signer of seat ${seat}`, await setting(`signer${seat}`), BigInt(signer));
  }
  expect("the quorum of signers", await setting("quorum"), BigInt(config.roles.quorum));
}

/** Owner and guardian are those of the configuration. Until the owner accepts, the spent handover is the owner. */
async function verifyRoles({ authority, handover, config, deployer }, chain, expect) {
  const ask = (functionName) => chain.read(authority.address, authority.abi, functionName);
  const [owner, pending, guardian] = await Promise.all(["owner", "pendingOwner", "guardian"].map(ask));
  const accepted = owner === config.roles.owner;
  expect("the owner", owner, accepted ? config.roles.owner : handover.address);
  expect("the pending owner", pending, accepted ? zeroAddress : config.roles.owner);
  expect("the guardian", guardian, config.roles.guardian);
  expect("the handover being spent", await chain.read(handover.address, handover.abi, "done"), true);
  expect("the deployer having a right", [owner, pending, guardian].includes(deployer), false);
}

const plain = (_, value) => (typeof value === "bigint" ? String(value) : value);
const text = (value) => (typeof value === "object" ? JSON.stringify(value, plain) : String(value));
