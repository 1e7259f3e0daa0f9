import { BaseError, decodeErrorResult, type Hex } from "viem";
import { errorsAbi } from "./abi.js";

/** Why a contract refused: the error's name and its figures. */
export type Refusal = { readonly name: string; readonly args: readonly unknown[] };

/** What revert data stands for; undefined for what no contract of the protocol says. */
export function refusalOf(data: Hex): Refusal | undefined {
  try {
    const { errorName, args } = decodeErrorResult({ abi: errorsAbi, data });
    return { name: errorName, args: args ?? [] };
  } catch {
    return undefined;
  }
}

/**
 * What a failed call of viem's stands for. A contract hands on what another one of the protocol refused with, which the
 * ABI of the contract that was called does not name.
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
