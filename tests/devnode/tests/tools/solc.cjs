#!/usr/bin/env node
// The compiler of the npm package solc behind the command line that forge expects of solc.
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { readFileSync } = require("node:fs");

const find = createRequire(join(process.env.NPM_ROOT ?? process.cwd(), "package.json"));
const solc = find("solc");
if (process.argv.includes("--version")) {
  const version = solc.version().replace(".Emscripten.clang", ".Linux.g++");
  console.log(`solc, the solidity compiler commandline interface\nVersion: ${version}`);
} else {
  process.stdout.write(solc.compile(readFileSync(0, "utf8")));
}
