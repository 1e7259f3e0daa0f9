// Figures that are computed from others, by name. Each says what it is, so that the page need not.

/** What one more of `count` costs between two rows of a snapshot. */
const step = (key, few, many) => (n) =>
  (n(key.replace("#", String(many).padStart(3, "0"))) - n(key.replace("#", String(few).padStart(3, "0")))) / (many - few);
const positionStep = (what) => (n) => (n(`gas-liquidation/${what}, 32 positions`) - n(`gas-liquidation/${what}, 01 positions`)) / 31;
const LEGS = 192;

export const FORMULAS = {
  /** Gas that one more live series adds to an order. */
  orderPerSeries: ["about3", step("gas-trading/open, # series, cached", 16, 192)],
  /** Gas that one more position adds to a close, and to a first bid. */
  closePerPosition: ["about3", positionStep("pool close")],
  bidPerPosition: ["about3", positionStep("bid for a part")],
  /** Gas of one valuation in the expected shortfall of a full book, and what part of a transaction the whole takes. */
  shortfallPerValue: ["decimal", (n) => n("gas-tail/option-tail shortfall, 192 series") / (LEGS * n("const/POINTS"))],
  shortfallOfTransaction: ["share1", (n) => n("gas-tail/option-tail shortfall, 192 series") / n("chain/transactionGas")],
  farShortfallOfTransaction: [
    "share1",
    (n) => n("gas-tail/option-tail shortfall, 192 series, strikes far from the spot") / n("chain/transactionGas"),
  ],
  assessOfTransaction: ["share1", (n) => n("gas-tail/option-book assess, 192 series") / n("chain/transactionGas")],
  shortfallValues: ["number", (n) => LEGS * n("const/POINTS")],
  /** Gas of one more round in a proof. */
  proofPerRound: ["about2", (n) => (n("gas/oracle proveExpiry, 30 rounds") - n("gas/oracle proveExpiry, 3 rounds")) / 27],
  /** The parts of a chain of 192 quotes through option-pricer. */
  quoteSurfaces: ["number", (n) => 16 * n("chain/coldSlotGas")],
  quoteOtherContract: ["number", (n) => n("chain/coldSlotGas") + n("chain/coldAccountGas")],
  quoteCarry: [
    "about3",
    (n) =>
      n("gas/option-pricer quoteMany of 192 over 8 expiries") -
      n("gas/option-quoter quoteMany of 192 over 8 expiries") -
      n("formula/quoteSurfaces") -
      n("formula/quoteOtherContract"),
  ],
  perQuote: ["number", (n) => n("gas/option-quoter quoteMany of 192 over 8 expiries") / LEGS],
  /** How old the price of a feed may be. */
  oldestPrice: ["duration", (n) => n("param/oracle.heartbeatSecs") + n("param/oracle.slackSecs")],
  /** What part of a deployment's cost is data fees. */
  dataFeesOfDeployment: ["share1", (n) => n("deploy/dataFees") / n("deploy/ether")],
  /** The span of the breaker in which a high counts: for seven spans at least, for eight at most. */
  breakerLongest: ["decimal", (n) => (n("const/SPANS") * n("const/SPAN_SECS")) / 3_600],
  /** How long one fall could stop the queue if a trip did not forget the highs before it, in hours. */
  breakerRepeated: ["decimal", (n) => n("formula/breakerLongest") + n("param/withdrawalQueue.breakerHoldSecs") / 3_600],
  /** What leaves the fee: the liquidity providers' part. */
  poolFee: ["percent", (n) => 100 - n("const/INSURANCE_PERCENT") - n("const/TREASURY_PERCENT")],
};
