// Reads a deployment back: code, wiring, parameters, roles. Nothing is taken on trust from the run that made it.

import { keccak256, stringToHex, zeroAddress } from "viem";
import { Fault } from "./fault.mjs";
import { keyOf, WIRES } from "./protocol.mjs";
import { parameterKeys } from "./steps.mjs";

/** Everything that is not as it should be, in sentences; and how many things were looked at. */
export async function verify(plan, chain) {
  const looked = [];
  const expect = (what, found, wanted) => {
    const same = JSON.stringify(found, plain) === JSON.stringify(wanted, plain);
    looked.push({ what, same, found, wanted });
  };
  await verifyCode(plan, chain, expect);
  // What has other code, or none, cannot be asked.
  if (looked.every(({ same }) => same)) {
    await verifyConstruction(plan, chain, expect);
    await verifyWiring(plan, chain, expect);
    await verifyParameters(plan, chain, expect);
    await verifySigners(plan, chain, expect);
    await verifyRoles(plan, chain, expect);
  }
  const wrong = looked.filter(({ same }) => !same);
  if (wrong.length > 0) {
    const lines = wrong.map(({ what, found, wanted }) => `${what} is ${text(found)}, not ${text(wanted)}`);
    throw new Fault("the deployment is not what it should be", ...lines);
  }
  return looked.length;
}

async function verifyCode({ contracts }, chain, expect) {
  for (const { name, address, code, codeHash } of contracts) {
    const found = (await chain.code(address)) ?? "0x";
    expect(`the code hash of ${name}`, found === code ? codeHash : keccak256(found), codeHash);
    expect(`${name} being activated`, await chain.isActive(codeHash), true);
  }
}

/** Whatever a constructor was given and a function of the same name answers; the authority; no pause. */
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

/** A parameter has its value or is on the way to it; what nobody configured is within the bounds that are written down. */
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

/** Owner and guardian are the configured ones; until the owner accepts, the spent handover holds his place. */
async function verifyRoles({ authority, handover, config, deployer }, chain, expect) {
  const ask = (functionName) => chain.read(authority.address, authority.abi, functionName);
  const [owner, pending, guardian] = await Promise.all(["owner", "pendingOwner", "guardian"].map(ask));
  const accepted = owner === config.roles.owner;
  expect("the owner", owner, accepted ? config.roles.owner : handover.address);
  expect("to whom ownership is offered", pending, accepted ? zeroAddress : config.roles.owner);
  expect("the guardian", guardian, config.roles.guardian);
  expect("the handover being spent", await chain.read(handover.address, handover.abi, "done"), true);
  expect("a right of the deployer", [owner, pending, guardian].includes(deployer), false);
}

const plain = (_, value) => (typeof value === "bigint" ? String(value) : value);
const text = (value) => (typeof value === "object" ? JSON.stringify(value, plain) : String(value));
