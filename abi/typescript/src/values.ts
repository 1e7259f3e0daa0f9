import { concatHex, numberToHex, parseSignature, stringToHex, type Address, type Hex } from "viem";

/** One, in prices, strikes, volatilities and quantities. */
export const WAD = 10n ** 18n;

/** Kinds of series. A digital pays one unit of quote. */
export const Kind = { call: 0, put: 1, digitalCall: 2, digitalPut: 3 } as const;

/** A kind of series. */
export type Kind = (typeof Kind)[keyof typeof Kind];

/** States of the oracle: everything is allowed, only what reduces risk, or nothing that needs a price. */
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

/** Packs signatures of a surface for `postSurface`: for each seat the signature of its signer, 65 bytes. */
export function packSignatures(signatures: readonly { readonly seat: number; readonly signature: Hex }[]): Hex {
  return concatHex(
    signatures.map(({ seat, signature }) => {
      const { r, s, yParity } = parseSignature(signature);
      return concatHex([numberToHex(seat, { size: 1 }), numberToHex(27 + yParity, { size: 1 }), r, s]);
    }),
  );
}
