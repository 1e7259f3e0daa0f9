// Reads from the chain, sends to it, and adds up what that costs.

import { createPublicClient, decodeErrorResult, decodeEventLog, http, numberToHex, parseAbi } from "viem";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "./fault.mjs";

export const ARB_WASM = "0x0000000000000000000000000000000000000071";
export const ARB_WASM_CACHE = "0x0000000000000000000000000000000000000072";
export const ARB_WASM_ABI = parseAbi([
  "function activateProgram(address program) payable returns (uint16 version, uint256 dataFee)",
  "function codehashVersion(bytes32 codehash) view returns (uint16)",
  "function stylusVersion() view returns (uint16)",
  "event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version)",
]);
const DEPLOYER_ERRORS = parseAbi([
  "error ContractDeploymentError(bytes bytecode)",
  "error ContractInitializationError(address newContract, bytes data)",
  "error RefundExcessValueError(uint256 excessValue)",
]);
/** The caller where any caller does. */
const NOBODY = "0x000000000000000000000000000000000000dEaD";
const MANY_WEI = numberToHex(2n ** 128n);

export class Chain {
  static async at(rpc) {
    const chain = new Chain();
    chain.rpc = rpc;
    chain.client = createPublicClient({ transport: http(rpc, { timeout: 120_000, retryCount: 2 }), pollingInterval: 100 });
    try {
      chain.id = await chain.client.getChainId();
    } catch (error) {
      throw new Fault(`no node answers at ${rpc}`, error.shortMessage ?? error.message);
    }
    chain.spent = { gas: 0n, wei: 0n, dataFees: 0n, transactions: 0 };
    return chain;
  }

  code(address) {
    return this.client.getCode({ address });
  }

  async hasCode(address) {
    return ((await this.code(address)) ?? "0x") !== "0x";
  }

  read(address, abi, functionName, args = []) {
    return this.client.readContract({ address, abi, functionName, args });
  }

  /** The same, or undefined when the call fails. */
  async tryRead(...question) {
    try {
      return await this.read(...question);
    } catch {
      return undefined;
    }
  }

  async now() {
    return (await this.client.getBlock()).timestamp;
  }

  /** Whether the chain has activated this code in its present version. */
  async isActive(codeHash) {
    const version = await this.tryRead(ARB_WASM, ARB_WASM_ABI, "codehashVersion", [codeHash]);
    return version !== undefined && version === (await this.read(ARB_WASM, ARB_WASM_ABI, "stylusVersion"));
  }

  /** What activation costs, in wei; it changes with demand. */
  async dataFee(contract) {
    if (await this.isActive(contract.codeHash)) return 0n;
    try {
      const { result } = await this.client.simulateContract({
        address: ARB_WASM,
        abi: ARB_WASM_ABI,
        functionName: "activateProgram",
        args: [contract.address],
        account: NOBODY,
        value: 10n ** 18n,
        stateOverride: [
          { address: NOBODY, balance: BigInt(MANY_WEI) },
          { address: contract.address, code: contract.code },
        ],
      });
      return result[1];
    } catch (error) {
      throw new Fault(`${contract.name} cannot be activated on this chain`, error.shortMessage ?? error.message, error.details ?? "");
    }
  }

  /** Gas of a transaction; a Fault when it would fail. */
  async estimate(from, { to, data, value = 0n }) {
    try {
      return await this.client.estimateGas({ account: from, to, data, value });
    } catch (error) {
      throw this.refusal(error);
    }
  }

  refusal(error) {
    const data = error.walk?.((inner) => typeof inner?.data === "string")?.data;
    return new Fault("a transaction would revert", data ? this.sentence(data) : (error.shortMessage ?? error.message), error.details ?? "");
  }

  /** Revert data by the name and figures of its error. */
  sentence(data) {
    this.errors ??= [...DEPLOYER_ERRORS, ...publishedErrors()];
    try {
      const { errorName, args = [] } = decodeErrorResult({ abi: this.errors, data });
      if (errorName === "ContractInitializationError") return `its constructor reverts: ${this.sentence(args[1])}`;
      return `${errorName}(${args.join(", ")})`;
    } catch {
      return data;
    }
  }

  /** Sends a transaction and waits for it. Returns its gas, its data fees in wei, and its block. */
  async send(signer, { to, data, value = 0n }) {
    const { address: from } = signer;
    const gas = ((await this.estimate(from, { to, data, value })) * 11n) / 10n;
    const maxFeePerGas = (await this.client.getGasPrice()) * 2n;
    const nonce = await this.client.getTransactionCount({ address: from, blockTag: "pending" });
    const serializedTransaction = await signer.sign({
      chainId: this.id, nonce, gas, maxFeePerGas, maxPriorityFeePerGas: 0n, to, data, value,
    });
    let receipt;
    try {
      const hash = await this.client.sendRawTransaction({ serializedTransaction });
      receipt = await this.client.waitForTransactionReceipt({ hash, timeout: 180_000 });
    } catch (error) {
      throw new Fault("a transaction failed", error.shortMessage ?? error.message, error.details ?? "");
    }
    if (receipt.status !== "success") throw new Fault(`transaction ${receipt.transactionHash} reverted`);
    const dataFee = dataFeeOf(receipt);
    this.spent.transactions += 1;
    this.spent.gas += receipt.gasUsed;
    this.spent.dataFees += dataFee;
    this.spent.wei += receipt.gasUsed * receipt.effectiveGasPrice + dataFee;
    return { gas: receipt.gasUsed, dataFee, block: receipt.blockNumber };
  }

  /** Waits until the transactions of an earlier run are mined, so that nothing is sent twice. */
  async settle(address) {
    for (let tries = 0; tries < 120; tries += 1) {
      const [mined, sent] = await Promise.all(
        ["latest", "pending"].map((blockTag) => this.client.getTransactionCount({ address, blockTag })),
      );
      if (mined === sent) return;
      await new Promise((done) => setTimeout(done, 500));
    }
    throw new Fault(`a transaction of ${address} is still pending`, "wait for it or replace it, then run this again");
  }
}

function dataFeeOf({ logs }) {
  let fees = 0n;
  for (const log of logs.filter(({ address }) => address.toLowerCase() === ARB_WASM)) {
    try {
      const { eventName, args } = decodeEventLog({ abi: ARB_WASM_ABI, ...log });
      if (eventName === "ProgramActivated") fees += args.dataFee;
    } catch {
      // Another event of the precompile.
    }
  }
  return fees;
}

function publishedErrors() {
  const files = readdirSync("abi").filter((name) => name.endsWith(".json"));
  const items = files.flatMap((name) => JSON.parse(readFileSync(join("abi", name), "utf8")));
  const errors = items.filter(({ type }) => type === "error");
  return [...new Map(errors.map((error) => [JSON.stringify([error.name, error.inputs.map((it) => it.type)]), error])).values()];
}
