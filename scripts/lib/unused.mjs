// Refuses dependencies that a package does not use. It reads the JSON messages of a run of cargo, and prints all others:
//
//   cargo clippy --workspace --all-targets --message-format=json -- --force-warn unused-crate-dependencies |
//       node unused.mjs
//
// The compiler's lint looks at one target at a time: a library, a program, a test. A dependency is unused when no target
// of its package uses it. `use name as _;` says that one is needed and not named.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parse } from "smol-toml";

const LINT = "unused_crate_dependencies";
const command = ["metadata", "--no-deps", "--format-version", "1"];
const metadata = JSON.parse(execFileSync("cargo", command, { encoding: "utf8", maxBuffer: 2 ** 28 }));
const crateName = (name) => name.replaceAll("-", "_");

/** By package: how many of its targets were compiled, as tests and in all, and how often each crate was unused. */
const packages = new Map(
  metadata.packages.map(({ id, name, dependencies }) => [id, { name, dependencies, tests: 0, targets: 0, unused: new Map() }]),
);
let broken = false;
for await (const line of createInterface({ input: process.stdin })) {
  const { reason, package_id: id, target, profile, message, success } = JSON.parse(line);
  if (reason === "build-finished") broken = !success;
  if (reason === "compiler-artifact" && packages.has(id) && !target.kind.includes("custom-build")) {
    packages.get(id).targets += 1;
    if (profile.test || target.kind.some((kind) => ["test", "bench", "example"].includes(kind))) packages.get(id).tests += 1;
  }
  if (reason !== "compiler-message") continue;
  if (message.code?.code === LINT) {
    const crate = /extern crate `(\w+)` is unused/.exec(message.message)[1];
    const { unused } = packages.get(id);
    unused.set(crate, (unused.get(crate) ?? 0) + 1);
  } else {
    process.stderr.write(message.rendered);
  }
}
if (broken) process.exit(1);

const faults = [];
const taken = new Set();
for (const { name, dependencies, tests, targets, unused } of packages.values()) {
  for (const { name: dependency, rename, kind } of dependencies) {
    const called = rename ?? dependency;
    taken.add(called);
    if (kind === "build") continue;
    // Named twice, it only has more features in tests.
    if (kind === "dev" && dependencies.some((other) => other.name === dependency && other.kind === null)) continue;
    const compiled = kind === "dev" ? tests : targets;
    if (compiled > 0 && (unused.get(crateName(called)) ?? 0) >= compiled) faults.push(`${name}: nothing uses ${called}`);
  }
}
const shared = parse(readFileSync(join(metadata.workspace_root, "Cargo.toml"), "utf8")).workspace?.dependencies ?? {};
for (const called of Object.keys(shared)) {
  if (!taken.has(called)) faults.push(`Cargo.toml: no package takes ${called} of [workspace.dependencies]`);
}
for (const fault of faults) console.error(`error: ${fault}`);
if (faults.length > 0) process.exit(1);
console.log(`   ${packages.size} packages use every dependency`);
