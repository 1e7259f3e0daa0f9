// What --check looks for besides figures: figures without a mark, and links and paths that lead nowhere.

import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { MEASUREMENTS } from "./book.mjs";
import { Page } from "./page.mjs";

const UNMARKED = /\d[\d,.]*(?:\s+(?:thousand|million))?\s+(?:gas|bytes|[kKM]i?B|hours?)\b/g;
/** Folders whose files are named as code in the pages. */
const TREE = /^(?:\.\/)?((?:abi|contracts|crates|devnode|docs|scripts|tests|tools)\/[A-Za-z0-9_./-]+)$/;

/** Figures of gas, size and delay that no mark holds. */
export function unmarked(page) {
  return [...page.unmarked().matchAll(UNMARKED)].map(({ 0: said, index }) => ({
    line: page.line(index),
    problem: `"${said.replace(/\s+/g, " ")}" stands without a mark`,
  }));
}

/** A comment that begins a line begins a block of HTML: what follows on the line would be no Markdown. */
export function blocks(page) {
  return [...page.prose.matchAll(/^[ \t]*(?:(?:[-*+>]|\d+\.)[ \t]+)*<!--(?:=[^>]*|from [^>]*-->[^\n]*\S|\/(?:from)?-->[^\n]*\S)/gm)].map(({ index }) => ({
    line: page.line(index),
    problem: "a mark begins the line, which breaks the paragraph: put a word before it",
  }));
}

export function measurements(page) {
  return page.measured().flatMap(({ name, line }) => {
    if (!Object.hasOwn(MEASUREMENTS, name)) return [{ line, problem: `unknown measurement: ${name}` }];
    const said = page.text.replace(/\s+/g, " ").includes(MEASUREMENTS[name]);
    return said ? [] : [{ line, problem: `the page does not say where its figures come from: ${MEASUREMENTS[name]}` }];
  });
}

export function links(page, root) {
  const problems = page.links().flatMap(({ target, line }) => {
    const [file, anchor] = target.split("#");
    const path = file === "" ? page.path : normalize(join(dirname(page.path), file));
    const full = join(root, path);
    if (!existsSync(full)) return [{ line, problem: `dead link: ${target}` }];
    if (!anchor || statSync(full).isDirectory()) return [];
    const anchors = new Page(path, readFileSync(full, "utf8")).anchors();
    return anchors.includes(anchor) ? [] : [{ line, problem: `dead anchor: ${target}` }];
  });
  const paths = page.paths().flatMap(({ said, line }) => {
    const path = TREE.exec(said)?.[1];
    return path === undefined || existsSync(join(root, path)) ? [] : [{ line, problem: `no such file: ${said}` }];
  });
  return [...problems, ...paths];
}
