// Whole tables, by name. `f(key, format)` writes a figure; a cell that no snapshot has stays empty.

import { formatOf } from "./format.mjs";

const LIVE = ["001", "016", "064", "192"];
const POSITIONS = ["01", "08", "32"];

function markdown(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** Whole transactions: with the programs in the cache, and not. */
function trading(f) {
  const both = (what, live) => `${f(`gas-trading/${what}, ${live} series, cached`)} / ${f(`gas-trading/${what}, ${live} series, not cached`)}`;
  const row = (name, what = name, from = 0) => [name, ...LIVE.map((live, at) => (at < from ? "" : both(what, live)))];
  return markdown(
    ["live series", "1", "16", "64", "192"],
    [
      row("quote"),
      row("open, one leg", "open"),
      row("open, four legs", "open of four legs", 1),
      row("close"),
      row("settle an expiry of 1, 16, 24, 24 series", "settle an expiry"),
      row("settle an account"),
      row("prove an expiry by one round"),
      row("deposit into the vault", "deposit to vault"),
      row("redeem from the vault", "redeem from vault"),
      row("full re-mark"),
    ],
  );
}

function lens(f) {
  const row = (what) => [what, ...LIVE.map((live) => f(`gas-lens/${what}, ${live} series`))];
  return markdown(["series", "1", "16", "64", "192"], ["chain", "chain of an expiry", "account", "pool"].map(row));
}

function liquidation(f) {
  const row = (what) => [what, ...POSITIONS.map((count) => f(`gas-liquidation/${what}, ${count} positions`))];
  const rows = [
    "begin an auction",
    "go on with an auction",
    "pool close",
    "bid for a part",
    "bid for all that is due",
    "pool close of an insolvent account",
  ];
  return markdown(["positions", "1", "8", "32"], rows.map(row));
}

/** Beside Derive's figures, as its authors publish them. */
function margin(f) {
  const row = (name, what, peer = "") => [name, f(`gas-margin/option-margin ${what}`), peer];
  return markdown(
    ["legs", "gas", "Derive's snapshot of its portfolio margin, EVM"],
    [
      row("1", "margin of 1 leg"),
      row("8", "margin of 8 legs"),
      row("16", "margin of 16 legs", "17.0M"),
      row("32", "margin of 32 legs"),
      row("64, as two accounts of 32", "margin of 64 legs in two accounts", "74.7M"),
      row("distance, 32", "distance of 32 legs"),
    ],
  );
}

function tail(f) {
  const row = (name, what) => [name, ...LIVE.slice(1).map((live) => f(`gas-tail/${what}, ${live} series`))];
  return markdown(
    ["series", "16", "64", "192"],
    [
      row("`option-book.assess`: value, Greeks, sums, 27 scenarios", "option-book assess"),
      row("`option-tail.estimate`", "option-tail estimate"),
      row("`option-tail.shortfall`, 512 days", "option-tail shortfall"),
    ],
  );
}

function pricing(f) {
  const row = (name, direct, through) => [name, direct && f(`gas/${direct}`), f(`gas/option-pricer ${through}`)];
  return markdown(
    ["call", "asked of the contract that computes", "through `option-pricer`"],
    [
      row("`price`", "option-quoter price", "price"),
      row("`greeks`", "option-math greeks", "greeks"),
      row("`impliedVol`", "option-math impliedVol", "impliedVol"),
      row("`quote`", "", "quote"),
      row("`quoteMany` of 192 over 8 expiries", "option-quoter quoteMany of 192 over 8 expiries", "quoteMany of 192 over 8 expiries"),
      row("`revalue`, 24 legs over 8 expiries on 23 scenarios", "", "revalue of 24 legs on 23 scenarios"),
      row("`checkSurface`", "", "checkSurface"),
      row("`postSurface`, two signatures", "", "postSurface, two signatures"),
    ],
  );
}

function oracle(f) {
  const row = (name, what) => [name, f(`gas/oracle ${what}`), f(`gas/oracle ${what}, not cached`)];
  return markdown(
    ["call", "program cached", "not cached"],
    [
      row("`snapshot`", "snapshot"),
      row("`observe`, same round", "observe, same round"),
      row("`observe`, new round", "observe, new round"),
      row("`observe`, new source", "observe, new source"),
      row("`snapshot`, average of 9 rounds", "snapshot, average of 9 rounds"),
      row("`snapshot`, average kept", "snapshot, average kept"),
      row("`observe`, average of 9 rounds", "observe, average of 9 rounds"),
      row("`observe`, average and one round", "observe, average and one round"),
      row("`proveExpiry`, 3 rounds", "proveExpiry, 3 rounds"),
      row("`proveExpiry`, 30 rounds", "proveExpiry, 30 rounds"),
    ],
  );
}

function queue(f) {
  const rows = { "`requestRedeem`": "request", "`close` with 2 series in the book": "close with 2 series", "`claim` after 2 epochs": "claim after 2 epochs" };
  return markdown(["call", "gas"], Object.entries(rows).map(([name, what]) => [name, f(`gas-queue/${what}`)]));
}

function size(f, sources) {
  const limit = sources.number("chain/codeLimit");
  const free = (name) => f.number(limit - sources.number(`size/${name}/code_bytes`));
  const row = (name) => [
    `\`${name}\``,
    f(`size/${name}/code_bytes`),
    free(name),
    f(`size/${name}/wasm_bytes`),
    f(`size/${name}/data_bytes`),
    f(`size/${name}/cached_call_gas`),
  ];
  const head = ["contract", "code on chain", "free", "WASM", "static data", "gas to enter it, cached"];
  return markdown(head, Object.keys(sources.snapshots.size).sort().map(row));
}

/** The parameters of some modules, with their units. */
function parameters(f, sources, modules) {
  const all = Object.entries(sources.parameters).filter(([name]) => modules.includes(name.split(".")[0]));
  const cell = (name, place) => f(`param/${name}/${place}`, formatOf(`param/${name}`));
  const row = ([name, { safer }]) => [`\`${name}\``, cell(name, "first"), cell(name, "min"), cell(name, "max"), safer];
  return markdown(["parameter", "first", "min", "max", "safer"], all.map(row));
}

export const TABLES = { trading, lens, liquidation, margin, tail, pricing, oracle, queue, size, parameters };
