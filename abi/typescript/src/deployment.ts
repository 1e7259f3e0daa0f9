import { getAddress, isAddress, type Address, type Hex } from "viem";

/** The modules of a deployment, by their names in the record. */
export const MODULES = [
  "oracle",
  "optionMath",
  "optionQuoter",
  "optionBook",
  "optionMargin",
  "optionTail",
  "optionPricer",
  "riskManager",
  "vault",
  "withdrawalQueue",
  "clearing",
  "market",
  "liquidator",
  "watchlist",
  "lens",
  "poolLens",
] as const;

/** The name of a module. */
export type Module = (typeof MODULES)[number];

/** The record of a deployment, `deployments/<chain id>.json`. */
export type Deployment = {
  readonly format: 1;
  readonly chainId: number;
  /** The block in which the deployment began. */
  readonly block: number;
  /** The market's name. */
  readonly name: string;
  /** The quote asset. */
  readonly asset: Address;
  readonly feeds: { readonly spot: Address; readonly sequencer: Address };
  readonly roles: {
    readonly owner: Address;
    readonly guardian: Address;
    readonly treasury: Address;
    readonly signers: readonly Address[];
    readonly quorum: number;
  };
  readonly authority: Address;
  readonly modules: Readonly<Record<Module, Address>>;
  readonly codeHashes: Readonly<Record<string, Hex>>;
};

/**
 * Checks the parsed JSON of a record.
 *
 * @throws when it has another format, or an address is missing or malformed
 */
export function parseDeployment(json: unknown): Deployment {
  const record = json as Deployment;
  if (record?.format !== 1) throw new TypeError(`the record has format ${String(record?.format)}, but format 1 is needed`);
  const addresses: Record<string, unknown> = {
    asset: record.asset,
    authority: record.authority,
    "feeds.spot": record.feeds?.spot,
    "feeds.sequencer": record.feeds?.sequencer,
    ...Object.fromEntries(MODULES.map((name) => [`modules.${name}`, record.modules?.[name]])),
  };
  for (const [name, address] of Object.entries(addresses)) {
    if (typeof address !== "string" || !isAddress(address)) throw new TypeError(`the record has no address for ${name}`);
  }
  return { ...record, asset: getAddress(record.asset) };
}
