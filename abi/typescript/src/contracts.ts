import {
  erc20Abi,
  getContract,
  type Abi,
  type Account,
  type Address,
  type Chain,
  type GetContractReturnType,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";
import {
  authorityAbi,
  liquidatorAbi,
  marketAbi,
  optionPricerAbi,
  oracleAbi,
  poolLensAbi,
  riskManagerAbi,
  vaultAbi,
  wholeLensAbi,
  withdrawalQueueAbi,
} from "./abi.js";
import type { Deployment } from "./deployment.js";

/** The client that reads, and the client that sends. */
export interface Clients<
  transport extends Transport = Transport,
  chain extends Chain | undefined = Chain | undefined,
  account extends Account | undefined = Account | undefined,
> {
  public: PublicClient<transport, chain>;
  wallet: WalletClient<transport, chain, account>;
}

/** The contracts of a deployment that people and programs call, and its asset, typed. */
export interface Contracts<
  transport extends Transport = Transport,
  chain extends Chain | undefined = Chain | undefined,
  account extends Account | undefined = Account | undefined,
> {
  readonly asset: GetContractReturnType<typeof erc20Abi, Clients<transport, chain, account>, Address>;
  readonly authority: GetContractReturnType<typeof authorityAbi, Clients<transport, chain, account>, Address>;
  readonly oracle: GetContractReturnType<typeof oracleAbi, Clients<transport, chain, account>, Address>;
  readonly optionPricer: GetContractReturnType<typeof optionPricerAbi, Clients<transport, chain, account>, Address>;
  readonly riskManager: GetContractReturnType<typeof riskManagerAbi, Clients<transport, chain, account>, Address>;
  readonly vault: GetContractReturnType<typeof vaultAbi, Clients<transport, chain, account>, Address>;
  readonly withdrawalQueue: GetContractReturnType<typeof withdrawalQueueAbi, Clients<transport, chain, account>, Address>;
  readonly market: GetContractReturnType<typeof marketAbi, Clients<transport, chain, account>, Address>;
  readonly liquidator: GetContractReturnType<typeof liquidatorAbi, Clients<transport, chain, account>, Address>;
  /** For the chain of one expiry, use `readContract` with `lensAbi`. */
  readonly lens: GetContractReturnType<typeof wholeLensAbi, Clients<transport, chain, account>, Address>;
  readonly poolLens: GetContractReturnType<typeof poolLensAbi, Clients<transport, chain, account>, Address>;
}

/** Makes the typed contracts of a deployment from its record. */
export function contracts<transport extends Transport, chain extends Chain | undefined, account extends Account | undefined>(
  { asset, authority, modules }: Deployment,
  client: Clients<transport, chain, account>,
): Contracts<transport, chain, account> {
  const at = <const abi extends Abi>(address: Address, abi: abi) => getContract({ address, abi, client });
  return {
    asset: at(asset, erc20Abi),
    authority: at(authority, authorityAbi),
    oracle: at(modules.oracle, oracleAbi),
    optionPricer: at(modules.optionPricer, optionPricerAbi),
    riskManager: at(modules.riskManager, riskManagerAbi),
    vault: at(modules.vault, vaultAbi),
    withdrawalQueue: at(modules.withdrawalQueue, withdrawalQueueAbi),
    market: at(modules.market, marketAbi),
    liquidator: at(modules.liquidator, liquidatorAbi),
    lens: at(modules.lens, wholeLensAbi),
    poolLens: at(modules.poolLens, poolLensAbi),
  };
}
