// Constants of the contracts, their libraries and the tools, read from the Rust code.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const CONST = /\bconst ([A-Z][A-Z0-9_]*): ([A-Za-z0-9]+) = ([^;]+);/g;
const WAD = 10n ** 18n;

const sourcesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? sourcesIn(path) : entry.name.endsWith(".rs") ? [path] : [];
  });

/** The value of an expression of whole numbers; undefined for anything else. */
function evaluate(expression, lookUp) {
  const tokens = expression.replace(/\s+as [a-z0-9]+/g, "").match(/[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)*|\d[\d_]*|<<|[-+*/()]/g) ?? [];
  if (tokens.join("") !== expression.replace(/\s+as [a-z0-9]+/g, "").replace(/\s+/g, "")) return undefined;
  let place = 0;
  const levels = [["<<"], ["+", "-"], ["*", "/"]];
  const apply = { "<<": (a, b) => a << b, "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b };
  const atom = () => {
    const token = tokens[place++];
    if (token === "(") {
      const inside = level(0);
      if (tokens[place++] !== ")") throw new SyntaxError(expression);
      return inside;
    }
    if (/^\d/.test(token ?? "")) return BigInt(token.replaceAll("_", ""));
    if (token === "Wad::from_wei") return atom();
    const value = token === undefined ? undefined : lookUp(token.split("::").at(-1));
    if (value === undefined) throw new SyntaxError(expression);
    return value;
  };
  const level = (depth) => {
    if (depth === levels.length) return atom();
    let left = level(depth + 1);
    while (levels[depth].includes(tokens[place])) left = apply[tokens[place++]](left, level(depth + 1));
    return left;
  };
  try {
    const value = level(0);
    return place === tokens.length ? value : undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError || fault instanceof RangeError) return undefined;
    throw fault;
  }
}

class Constants {
  constructor(found) {
    this.found = found;
  }

  /** The value of [NAME] or [crate, NAME]; undefined where crates disagree about a bare name. */
  value(path) {
    const [crate, name] = path.length === 2 ? path : [undefined, path[0]];
    const hits = this.found.filter((one) => one.name === name && (crate === undefined || one.crate === crate));
    const values = new Set(hits.map((one) => this.#value(one)));
    return values.size === 1 ? [...values][0] : undefined;
  }

  /** Who declares it. */
  crates(name) {
    return [...new Set(this.found.filter((one) => one.name === name).map((one) => one.crate))].sort();
  }

  /** A share of one, in WAD, as a number: 0.05. */
  #value(one) {
    const lookUp = (name) => {
      if (name === "WAD") return WAD;
      const other = this.found.find((two) => two.name === name && two.crate === one.crate);
      return other && evaluate(other.expression, lookUp);
    };
    const value = evaluate(one.expression, lookUp);
    if (value === undefined) return undefined;
    return /\bWAD\b/.test(one.expression) ? Number(value) / 1e18 : Number(value);
  }
}

export function constantsOf(root) {
  const found = [];
  for (const parent of ["contracts", "crates", "tools"]) {
    if (!existsSync(join(root, parent))) continue;
    for (const crate of readdirSync(join(root, parent))) {
      const folder = join(root, parent, crate, "src");
      if (!existsSync(folder)) continue;
      for (const file of sourcesIn(folder)) {
        // Constants of tests stand behind the code.
        const code = readFileSync(file, "utf8").split("#[cfg(test)]")[0];
        for (const [, name, , expression] of code.matchAll(CONST)) found.push({ crate, name, expression });
      }
    }
  }
  return new Constants(found);
}
