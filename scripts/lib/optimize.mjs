// Runs wasm-opt on contracts as `cargo stylus` does: by the [wasm-opt] table of a contract's Stylus.toml, whose missing
// keys come from the Stylus.toml of the workspace.
//
//   node optimize.mjs FOLDER CONTRACT…     writes FOLDER/CONTRACT.wasm from FOLDER/compiled/CONTRACT.wasm
//   node optimize.mjs --check              only looks at the version of wasm-opt

import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "smol-toml";

function die(message, ...hints) {
  console.error([`error: ${message}`, ...hints.map((hint) => `       ${hint}`)].join("\n"));
  process.exit(1);
}

const table = (path) => (existsSync(path) ? parse(readFileSync(path, "utf8"))["wasm-opt"] : undefined);
const shared = table("Stylus.toml");

/** The version and flags for a contract; nothing when its own file does not ask for wasm-opt. */
function recipe(contract) {
  const own = table(join("contracts", contract, "Stylus.toml"));
  if (own === undefined) return undefined;
  const { version, flags = [] } = { ...shared, ...own };
  if (version === undefined) die(`contracts/${contract}/Stylus.toml: [wasm-opt] has no version, and ./Stylus.toml has none`);
  return { version, flags };
}

/** The major version on the path, by the rule of `cargo stylus`: the digits after the word "version". */
function installed() {
  try {
    return /\bversion\s+(\d+)/.exec(execFileSync("wasm-opt", ["--version"], { encoding: "utf8" }))?.[1] ?? "unknown";
  } catch {
    return undefined;
  }
}

const found = installed();
function requireVersion(wanted) {
  if (found === wanted) return;
  const what = found === undefined ? "wasm-opt is not on the path" : `wasm-opt on the path has version ${found}`;
  die(
    `${what}; Stylus.toml pins version ${wanted}`,
    "scripts/setup installs it with the node packages",
    "for a cargo stylus of your own, run first: source scripts/env",
  );
}

async function optimize(contract, folder) {
  const input = join(folder, "compiled", `${contract}.wasm`);
  const wanted = recipe(contract);
  const output = join(folder, `${contract}.wasm`);
  if (wanted === undefined) return copyFileSync(input, output);
  requireVersion(wanted.version);
  // wasm-opt takes seconds a contract, so what it has done already is not done again.
  const seal = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");
  const record = join(folder, "compiled", `${contract}.recipe`);
  const before = `${seal(input)} ${wanted.version} ${wanted.flags.join(" ")}`;
  if (existsSync(record) && existsSync(output) && readFileSync(record, "utf8") === `${before}\n${seal(output)}\n`) return undefined;
  await promisify(execFile)("wasm-opt", [...wanted.flags, input, "-o", `${output}.new`]).catch(({ stderr, message }) =>
    die(`wasm-opt refuses ${contract}`, stderr || message),
  );
  renameSync(`${output}.new`, output);
  writeFileSync(record, `${before}\n${seal(output)}\n`);
  return undefined;
}

const [folder, ...waiting] = process.argv.slice(2);
if (folder === "--check") {
  requireVersion(shared.version);
} else {
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await optimize(next, folder);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}
