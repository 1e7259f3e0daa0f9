// The record of a deployment: `docs/operate/deployment.md` describes the file.

import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseAbiItem } from "viem";
import { Fault } from "./fault.mjs";

const FORMAT = 1;
const pathOf = (out, chain) => join(out, `${chain.id}.json`);

export function readRecord(out, chain) {
  const path = pathOf(out, chain);
  if (!existsSync(path)) return undefined;
  const record = JSON.parse(readFileSync(path, "utf8"));
  if (record.format !== FORMAT) throw new Fault(`${path} has format ${record.format}, not ${FORMAT}`);
  return record;
}

/** Keeps the record of another deployment: it may be the only trace of it. */
export function refuseOther(record, plan, out, chain) {
  if (record === undefined || record.authority === plan.authority.address || record.development) return;
  throw new Fault(
    `${pathOf(out, chain)} records another deployment, with authority ${record.authority}`,
    "move it away or choose another folder by --out; code, roles, name and salt make a deployment",
  );
}

/**
 * The block that created the authority: where an indexer begins. A node that keeps no old state and does not search all
 * logs cannot tell; then `--block` says it.
 */
async function firstBlock({ authority, block }, chain) {
  if (block !== undefined) return block;
  const event = parseAbiItem("event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)");
  try {
    const logs = await chain.client.getLogs({ address: authority.address, event, fromBlock: 0n });
    return logs[0].blockNumber;
  } catch {
    return bisect(authority.address, chain);
  }
}

async function bisect(address, chain) {
  try {
    let [low, high] = [0n, await chain.client.getBlockNumber()];
    while (low < high) {
      const middle = (low + high) / 2n;
      const code = await chain.client.getCode({ address, blockNumber: middle });
      if (code === undefined) low = middle + 1n;
      else high = middle;
    }
    return low;
  } catch {
    throw new Fault("the node does not say which block created authority", `--block says it; authority is ${address}`);
  }
}

export async function writeRecord(plan, chain, out) {
  const { config, contracts, handover, deployer, authority } = plan;
  const named = (value) => Object.fromEntries(contracts.map((contract) => [contract.name, value(contract)]));
  const { authority: _, ...modules } = named(({ address }) => address);
  const record = {
    format: FORMAT,
    chainId: chain.id,
    block: Number(await firstBlock(plan, chain)),
    name: config.name,
    salt: config.salt,
    deployer,
    handover: handover.address,
    asset: config.asset,
    feeds: config.feeds,
    roles: config.roles,
    authority: authority.address,
    modules,
    codeHashes: named(({ codeHash }) => codeHash),
    ...(config.development && { development: config.development }),
  };
  const path = pathOf(out, chain);
  const text = `${JSON.stringify(record, null, 2)}\n`;
  if (existsSync(path) && readFileSync(path, "utf8") === text) return { path, written: false };
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  // A rename, so that a reader finds the old record or the new one.
  renameSync(`${path}.new`, path);
  return { path, written: true };
}
