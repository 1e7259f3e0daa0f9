// Deploys the protocol; `scripts/deploy` builds what it needs and calls it.
//
// The environment names CONTRACTS (packages, separated by spaces) and WASM (the folder of their code).

import { formatEther, getAddress, isAddress, parseAbi } from "viem";
import { Chain } from "./chain.mjs";
import { configuration, testAccount } from "./config.mjs";
import { developmentSteps, furnished } from "./development.mjs";
import { Fault, report } from "./fault.mjs";
import { options } from "./options.mjs";
import { artifact, CREATE2_FACTORY, evmContract, protocol, saltOf, STYLUS_DEPLOYER } from "./protocol.mjs";
import { readRecord, refuseOther, writeRecord } from "./record.mjs";
import { accountSigner, signerOf, SIGNERS } from "./signer.mjs";
import { acceptStep, cacheSteps, createStep, handoverStep, lapsedSteps, observeStep, take } from "./steps.mjs";
import { verify } from "./verify.mjs";

/** Max bytes of code that a chain takes. */
const MAX_CODE = 24_576;
const step = (words) => console.log(`\n== ${words}`);
const note = (words) => console.log(`   ${words}`);

async function main() {
  const chosen = options(process.argv.slice(2));
  const config = configuration(chosen);
  const chain = await Chain.at(chosen.rpc);
  const record = readRecord(chosen.out, chain);
  const signer = chosen.wallet && signerOf(chosen.wallet);
  const plan = planned(config, deployerOf(chosen, signer, record));
  plan.record = record;
  plan.block = chosen.block;
  // The key of a development owner is public, so this accepts ownership for them.
  const developer = testAccount(0);
  plan.owner = config.development && config.roles.owner === developer.address ? accountSigner(developer) : undefined;
  await requireSurroundings(plan, chain);
  if (chosen.mode === "dry-run") return dryRun(plan, chain, chosen);
  if (chosen.mode === "verify") return conclude(plan, chain, chosen, false);
  if (chosen.mode === "accept") return accept(plan, chain, chosen, signerOf(chosen.wallet));
  return deploy(plan, chain, chosen, signerOf(chosen.wallet));
}

/** The address that deploys. The addresses of the contracts depend on it. */
function deployerOf({ mode, from }, signer, record) {
  if (from !== undefined) {
    if (!isAddress(from)) throw new Fault(`--from is not an address: ${from}`);
    return getAddress(from);
  }
  const deployer = mode === "verify" || mode === "accept" ? record?.deployer : signer?.address;
  if (deployer === undefined) {
    const hints = mode === "deploy" ? SIGNERS : "--from names the deployer's address";
    throw new Fault(mode === "deploy" ? "nothing to sign with" : "the deployer is not known", hints);
  }
  return deployer;
}

/** Every contract of the deployment with its address. */
function planned(wanted, deployer) {
  const development = wanted.development ? furnished(wanted) : undefined;
  const config = development?.config ?? wanted;
  const clash = Object.entries(config.roles).find(([, who]) => [who].flat().includes(deployer));
  if (clash) throw new Fault(`roles.${clash[0]} names the deployer, who must keep no right`);
  const args = [deployer, config.roles.owner];
  const handover = evmContract("handover", artifact("foundry", "Handover", "Handover"), args, saltOf(config));
  const { asset, feeds, roles } = config;
  const known = { owner: handover.address, asset, feeds, treasury: roles.treasury };
  const contracts = protocol(process.env.CONTRACTS.split(" "), config, known, process.env.WASM);
  const authority = contracts.find(({ name }) => name === "authority");
  const addresses = { treasury: roles.treasury, ...Object.fromEntries(contracts.map(({ name, address }) => [name, address])) };
  return { config, deployer, handover, contracts, authority, addresses, development };
}

/** The chain has the deployers, and the asset and feeds fit. */
async function requireSurroundings({ config, contracts, development }, chain) {
  for (const [what, address] of [["StylusDeployer", STYLUS_DEPLOYER], ["the CREATE2 factory", CREATE2_FACTORY]]) {
    if (!(await chain.hasCode(address))) throw new Fault(`chain ${chain.id} has no ${what} at ${address}`);
  }
  for (const { name, code } of contracts) {
    const bytes = code.length / 2 - 1;
    if (bytes > MAX_CODE) throw new Fault(`${name} has ${bytes} bytes of code; a chain takes at most ${MAX_CODE}`);
  }
  const made = (development?.made ?? []).map(({ address }) => address);
  const wanted = { asset: config.asset, "feeds.spot": config.feeds.spot, "feeds.sequencer": config.feeds.sequencer };
  for (const [what, address] of Object.entries(wanted)) {
    if (made.includes(address)) continue;
    if (!(await chain.hasCode(address))) throw new Fault(`${what} is no contract on chain ${chain.id}: ${address}`);
    const places = await chain.tryRead(address, parseAbi(["function decimals() view returns (uint8)"]), "decimals");
    if (places === undefined) throw new Fault(`${what} does not say its decimals: ${address}`);
    if (what === "asset" && (places < 6 || places > 18)) {
      throw new Fault(`the asset has ${places} decimals; 6 to 18 are possible`);
    }
  }
}

/** The steps in order, without those of the cache: they need the deployed programs. */
function stepsOf(plan, chain) {
  const { development, handover, contracts, owner, config } = plan;
  const due = [];
  if (development) due.push(...developmentSteps(development, chain, owner && config.roles.owner));
  due.push(createStep(handover, chain), ...contracts.map((contract) => createStep(contract, chain)));
  due.push(handoverStep(plan, chain));
  if (owner) due.push(acceptStep(plan, chain, owner));
  due.push(observeStep(plan, chain));
  return due;
}

async function dryRun(plan, chain, { rpc }) {
  step(`plan for chain ${chain.id} (${rpc}), deployer ${plan.deployer}`);
  let fees = 0n;
  for (const it of [...(await lapsedSteps(plan, chain)), ...stepsOf(plan, chain)]) {
    const done = await it.done();
    const fee = done || it.contract?.kind !== "stylus" ? undefined : await chain.dataFee(it.contract);
    fees += fee ?? 0n;
    const size = it.contract?.code ? `${String(it.contract.code.length / 2 - 1).padStart(6)} bytes` : "";
    const state = done ? "done already" : fee === undefined ? "to do" : `to do, data fee ${formatEther(fee)} ether`;
    note(`${it.name.padEnd(36)} ${(it.address ?? "").padEnd(42)} ${size.padEnd(12)} ${state}`);
  }
  note(`data fees ${formatEther(fees)} ether at present, plus gas; nothing was sent`);
}

async function deploy(plan, chain, chosen, signer) {
  refuseOther(plan.record, plan, chosen.out, chain);
  await chain.settle(signer.address);
  if ((await chain.client.getBalance({ address: signer.address })) === 0n) {
    throw new Fault(`${signer.address} has no ether on chain ${chain.id}`, "--dry-run says what a deployment costs");
  }
  step(`deploy on chain ${chain.id} (${chosen.rpc}), deployer ${signer.address}`);
  await run([...(await lapsedSteps(plan, chain)), ...stepsOf(plan, chain)], chain, signer, plan);
  if (chosen.cache) {
    step("bid for the program cache");
    const { steps, notice } = await cacheSteps(plan, chain);
    if (notice) note(notice);
    await run(steps, chain, signer);
  }
  await conclude(plan, chain, chosen, true);
}

async function accept(plan, chain, chosen, signer) {
  if (signer.address !== plan.config.roles.owner) {
    throw new Fault(`${signer.address} is not the owner`, `ownership is offered to ${plan.config.roles.owner}`);
  }
  step(`accept ownership on chain ${chain.id}`);
  await run([acceptStep(plan, chain, signer)], chain, signer);
  await conclude(plan, chain, chosen, false);
}

async function run(steps, chain, signer, plan) {
  for (const it of steps) {
    const cost = await take(it, chain, signer);
    if (plan && it.contract === plan.authority) plan.block ??= cost?.block;
    const head = `${it.name.padEnd(36)} ${it.address ?? ""}`.trimEnd();
    if (cost === undefined) note(`${head}   done already`);
    else if (cost.skipped) note(`${head}   skipped: ${cost.skipped}\n      ${it.optional}`);
    else note(`${head}   ${cost.gas} gas${cost.dataFee > 0n ? `, data fee ${formatEther(cost.dataFee)} ether` : ""}`);
  }
}

/** Reads the deployment back, says who owns it, and writes the record. */
async function conclude(plan, chain, chosen, write) {
  step("read it back");
  note(`${await verify(plan, chain)} checks passed: code, modules, parameters, roles`);
  const owner = await chain.read(plan.authority.address, plan.authority.abi, "owner");
  if (owner === plan.config.roles.owner) {
    note(`owned by ${owner}; the deployer has no right`);
  } else {
    note(`ownership is offered to ${plan.config.roles.owner}, who must call acceptOwnership() of ${plan.authority.address}`);
    note("(scripts/deploy --accept, or any wallet); until then nobody can change anything, not even the deployer");
  }
  if (!write) return;
  const { path, written } = await writeRecord(plan, chain, chosen.out);
  note(written ? `wrote ${path}` : `${path} is up to date`);
  const { transactions, gas, wei, dataFees } = chain.spent;
  note(`${transactions} transactions, ${gas} gas, ${formatEther(wei)} ether, of which data fees ${formatEther(dataFees)}`);
}

main().catch(report);
