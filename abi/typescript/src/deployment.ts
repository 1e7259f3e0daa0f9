import { getAddress, isAddress, type Address, type Hex } from "viem";

/** Modules of a deployment, by the names that the record uses. */
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
  "market",
  "liquidator",
  "watchlist",
  "lens",
  "poolLens",
] as const;

/** The name of a module. */
export type Module = (typeof MODULES)[number];

/** Where a deployment is, as `deployments/<chain id>.json` records it. */
export type Deployment = {
  readonly format: 1;
  readonly chainId: number;
  /** The block in which it began. */
  readonly block: number;
  /** What the market is called. */
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
 * Takes the parsed JSON of a record for what it should be.
 *
 * @throws when it is of another format, or an address is missing or none
 */
export function parseDeployment(json: unknown): Deployment {
  const record = json as Deployment;
  if (record?.format !== 1) throw new TypeError(`a record of format ${String(record?.format)}; this reads format 1`);
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
