import { BaseError, decodeErrorResult, type Hex } from "viem";
import { errorsAbi } from "./abi.js";

/** Why a contract refused: the error's name and its arguments. */
export type Refusal = { readonly name: string; readonly args: readonly unknown[] };

/** Decodes revert data; undefined for an error that is not of the protocol. */
export function refusalOf(data: Hex): Refusal | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ abi: errorsAbi, data });
    return { name: errorName, args: args ?? [] };
  } catch {
    return undefined;
  }
}

/**
 * Explains an error of viem. A contract may pass on an error of another contract of the protocol, which the ABI of the called
 * contract does not contain.
 */
export function explain(error: unknown): Refusal | undefined {
  if (!(error instanceof BaseError)) return undefined;
  const found = error.walk((inner) => typeof rawOf(inner) === "string");
  const data = found ? rawOf(found) : undefined;
  return data === undefined ? undefined : refusalOf(data);
}

function rawOf(error: unknown): Hex | undefined {
  const { raw, data } = error as { raw?: unknown; data?: unknown };
  const text = [raw, data].find((it): it is Hex => typeof it === "string" && it.startsWith("0x") && it.length >= 10);
  return text;
}
