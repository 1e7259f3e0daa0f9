// Writes the marked figures of the pages, or with --check says what is wrong with them.
//
//   node main.mjs [--check] [ROOT]

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Book } from "./book.mjs";
import { blocks, links, measurements, unmarked } from "./checks.mjs";
import { Page } from "./page.mjs";
import { Unknown } from "./sources.mjs";

const SINGLE = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
  "contracts/README.md",
  "abi/typescript/README.md",
  "devnode/vectors/README.md",
  "tests/reference/README.md",
  "scripts/foundry/README.md",
];
/** It tells what was; a figure of an old release stays as it was. */
const HISTORY = "CHANGELOG.md";

function pagesOf(root) {
  const below = (folder) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
          const path = `${folder}/${entry.name}`;
          return entry.isDirectory() ? below(path) : path.endsWith(".md") ? [path] : [];
        })
      : [];
  const paths = [...SINGLE.filter((path) => existsSync(join(root, path))), ...below("docs")];
  return paths.map((path) => new Page(path, readFileSync(join(root, path), "utf8")));
}

/** Each mark with what it has to say, or why nobody knows. */
function judged(marks, answer) {
  return marks.map((mark) => {
    try {
      return { ...mark, now: answer(mark.name) };
    } catch (fault) {
      if (!(fault instanceof Unknown)) throw fault;
      return { ...mark, problem: fault.message };
    }
  });
}

/** A table is told by the first line that differs. */
function difference({ said, now }) {
  const [old, right] = [said.split("\n"), now.split("\n")];
  const at = right.findIndex((line, place) => line !== old[place]);
  return { at: Math.max(at, 0), old: old[at] ?? "", right: right[at] ?? "" };
}

const [root, check] = [process.argv.slice(2).find((word) => !word.startsWith("-")) ?? ".", process.argv.includes("--check")];
const stray = process.argv.slice(2).find((word) => word.startsWith("-") && word !== "--check");
if (stray) {
  console.error(`error: unknown argument: ${stray}`);
  process.exit(2);
}

const book = new Book(root);
let [problems, marks, written] = [0, 0, 0];
const complain = (path, line, problem) => {
  problems += 1;
  console.error(`${path}:${line}: ${problem}`);
};

for (const page of pagesOf(root)) {
  const figures = judged(page.figures(), (name) => book.figure(name));
  const tables = judged(page.tables(), (name) => book.table(name));
  marks += figures.length + tables.length;
  const all = [...figures, ...tables];
  for (const { line, problem } of all) if (problem) complain(page.path, line, problem);
  const changed = all.filter(({ problem, said, now }) => problem === undefined && said !== now);
  if (check) {
    for (const mark of changed) {
      const { at, old, right } = difference(mark);
      const line = page.line(mark.start) + at;
      complain(page.path, line, `${mark.name}: the page says "${old}", the source "${right}"`);
    }
    const found = [...(page.path === HISTORY ? [] : unmarked(page)), ...blocks(page), ...measurements(page), ...links(page, root)];
    for (const { line, problem } of found) complain(page.path, line, problem);
  } else if (changed.length > 0) {
    writeFileSync(join(root, page.path), page.filled(changed));
    written += changed.length;
  }
  for (const { line, mark } of page.strays()) complain(page.path, line, `${mark} stands alone`);
}

if (problems > 0) {
  console.error(`error: ${problems} ${problems === 1 ? "problem" : "problems"}; scripts/figures writes marked figures anew`);
  process.exit(1);
}
console.log(check ? `${marks} figures and tables equal their sources` : `${written} of ${marks} figures and tables written`);
