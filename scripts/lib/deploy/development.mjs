// Deploys what a development chain does not have: a token and two feeds. They are OpenZeppelin's ERC-20 and Chainlink's
// aggregator.

import { encodeFunctionData, parseAbi } from "viem";
import { artifact, evmContract, saltOf } from "./protocol.mjs";
import { createStep } from "./steps.mjs";

/** The first price, in the 8 decimals of a Chainlink feed in dollars: 2,000. */
const FIRST_PRICE = 200_000_000_000n;
/** How long the sequencer has been up, in seconds: twice the oracle's grace time. */
const UP_SECS = 7_200n;
/** What an owner without ether gets, in wei: a tenth of an ether. */
const FUNDS = 10n ** 17n;

const AGGREGATOR = parseAbi([
  "function updateRoundData(uint80 roundId, int256 answer, uint256 timestamp, uint256 startedAt)",
  "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
]);

/** Contracts for what the configuration does not say, and the configuration with their addresses. */
export function furnished(config) {
  const salt = saltOf(config);
  const aggregator = () => artifact("solidity", "MockV3Aggregator", "MockV3Aggregator");
  const made = {
    asset: config.asset ?? evmContract("asset", artifact("solidity", "UsdCoin", "UsdCoin"), [0n], salt),
    spot: config.feeds.spot ?? evmContract("spot feed", aggregator(), [8, FIRST_PRICE], salt),
    sequencer: config.feeds.sequencer ?? evmContract("sequencer feed", aggregator(), [0, 0n], salt),
  };
  const addressOf = (it) => it.address ?? it;
  return {
    made: Object.values(made).filter((it) => it.address !== undefined),
    config: {
      ...config,
      asset: addressOf(made.asset),
      feeds: { spot: addressOf(made.spot), sequencer: addressOf(made.sequencer) },
    },
    ownSequencer: made.sequencer.address !== undefined,
  };
}

export function developmentSteps({ made, config, ownSequencer }, chain, owner) {
  const steps = made.map((contract) => createStep(contract, chain));
  if (ownSequencer) steps.push(sequencerStep(config.feeds.sequencer, chain));
  if (owner !== undefined) {
    steps.push({
      name: "ether for the owner to accept with",
      done: async () => (await chain.client.getBalance({ address: owner })) > 0n,
      transaction: async () => ({ to: owner, value: FUNDS }),
    });
  }
  return steps;
}

/** Tells the feed since when the sequencer is up. By default it is up since the feed was deployed. */
function sequencerStep(feed, chain) {
  return {
    name: "sequencer up for two hours",
    done: async () => {
      const round = await chain.tryRead(feed, AGGREGATOR, "latestRoundData");
      return round !== undefined && (await chain.now()) - round[2] > UP_SECS / 2n;
    },
    transaction: async () => {
      const since = (await chain.now()) - UP_SECS;
      const data = encodeFunctionData({ abi: AGGREGATOR, functionName: "updateRoundData", args: [1n, 0n, since, since] });
      return { to: feed, data };
    },
  };
}
