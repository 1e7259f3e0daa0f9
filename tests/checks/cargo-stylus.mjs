// Compares what the unmodified cargo stylus deploys with what scripts/build has written to target/wasm, contract by
// contract. All bytes are equal except the hash of the sources, which only cargo stylus computes.
//
//   source scripts/env && node tests/checks/cargo-stylus.mjs

import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliDecompressSync } from "node:zlib";

/** The mark of a program in one piece; compressed WASM follows. */
const PREFIX = Buffer.from("eff00000", "hex");
/** Bytes of the hash at the end of the WASM. */
const HASH = 32;
const wasm = (code) => brotliDecompressSync(code.subarray(code.indexOf(PREFIX) + PREFIX.length)).subarray(0, -HASH);

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const built = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "wasm");
const work = mkdtempSync(join(tmpdir(), "strikepool-cargo-stylus-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));

async function compare(contract) {
  const initcode = join(work, contract);
  const command = ["stylus", "get-initcode", "--output", initcode];
  await promisify(execFile)("cargo", command, { cwd: join(root, "contracts", contract), maxBuffer: 2 ** 26 });
  const deployed = wasm(Buffer.from(readFileSync(initcode, "utf8").trim().replace(/^0x/, ""), "hex"));
  const ours = wasm(readFileSync(join(built, `${contract}.stylus`)));
  if (deployed.equals(ours)) return;
  console.error(`error: ${contract}: cargo stylus deploys ${deployed.length} bytes of WASM, scripts/build writes ${ours.length}, and they differ`);
  process.exit(1);
}

const contracts = readdirSync(join(root, "contracts"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const waiting = contracts.map(({ name }) => name);
const worker = async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await compare(next);
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));
console.log(`   cargo stylus deploys the bytes of scripts/build: ${contracts.length} contracts`);
