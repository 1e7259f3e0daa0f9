// What each mark has to say.

import { formatOf, formats } from "./format.mjs";
import { FORMULAS } from "./formulas.mjs";
import { Sources, Unknown } from "./sources.mjs";
import { TABLES } from "./tables.mjs";

/**
 * Figures that no snapshot has, and the command that gives them anew, or who published them; the page has to name it.
 * "fixed" is what a format or the chain fixes: the 32 bytes of a word.
 */
export const MEASUREMENTS = {
  ink: "cargo test --workspace --profile native --test kernels -- --nocapture",
  kernels: "tests/ink/sizes",
  throughput: "--bin throughput",
  vectors: "devnode --bin vectors",
  anvil: "--bin against-anvil",
  model: "-p adversary -- examples",
  levels: "profile.release.opt-level",
  "wasm-opt": "wasm-opt",
  fixed: "",
  published: "published by",
};

export class Book {
  constructor(root) {
    this.sources = new Sources(root);
  }

  number(key) {
    const name = key.startsWith("formula/") ? key.slice("formula/".length) : undefined;
    if (name === undefined) return this.sources.number(key);
    if (!Object.hasOwn(FORMULAS, name)) throw new Unknown(`no formula ${name}`);
    return FORMULAS[name][1]((other) => this.number(other));
  }

  /** A mark's text: `KEY` or `KEY as FORMAT`. (A bar would end the cell of a table.) */
  figure(mark) {
    const [, key, named] = /^(.*?)(?: as (\w+))?$/.exec(mark);
    const own = key.startsWith("formula/") ? FORMULAS[key.slice("formula/".length)]?.[0] : formatOf(key);
    const format = named ?? own ?? "number";
    if (!Object.hasOwn(formats, format)) throw new Unknown(`no format ${format}`);
    return formats[format](this.number(key));
  }

  table(mark) {
    const [name, ...words] = mark.split(/\s+/);
    if (!Object.hasOwn(TABLES, name)) throw new Unknown(`no table ${name}`);
    const cell = (key, format) => this.figure(format ? `${key} as ${format}` : key);
    cell.number = formats.number;
    return `\n${TABLES[name](cell, this.sources, words)}\n`;
  }
}
