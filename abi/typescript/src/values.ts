import { concatHex, numberToHex, parseSignature, stringToHex, type Address, type Hex } from "viem";

/** One, in prices, strikes, volatilities and quantities. */
export const WAD = 10n ** 18n;

/** Kinds of series. A digital pays one unit of quote. */
export const Kind = { call: 0, put: 1, digitalCall: 2, digitalPut: 3 } as const;

/** A kind of series. */
export type Kind = (typeof Kind)[keyof typeof Kind];

/** What may be done, as the oracle says: everything, only what reduces risk, nothing that needs a price. */
export const State = { full: 0, reduce: 1, settleOnly: 2 } as const;

/** The number of an account in the market: each address owns 2^96 of them. */
export function accountOf(owner: Address, index = 0n): bigint {
  if (index < 0n || index >= 1n << 96n) throw new RangeError(`an address has no account ${index}`);
  return (BigInt(owner) << 96n) | index;
}

/** The name of a setting, such as "paused" or "vegaLimit", as contracts take it. */
export function keyOf(name: string): Hex {
  return stringToHex(name, { size: 32 });
}

/** Signatures of a surface, as `postSurface` takes them: for each seat the 65 bytes that its signer signed. */
export function packSignatures(signatures: readonly { readonly seat: number; readonly signature: Hex }[]): Hex {
  return concatHex(
    signatures.map(({ seat, signature }) => {
      const { r, s, yParity } = parseSignature(signature);
      return concatHex([numberToHex(seat, { size: 1 }), numberToHex(27 + yParity, { size: 1 }), r, s]);
    }),
  );
}
