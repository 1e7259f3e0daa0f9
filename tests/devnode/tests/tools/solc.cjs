#!/usr/bin/env node
// Lets forge use the npm build of the Solidity compiler: answers --version, and --standard-json on standard input.
// The package solc is looked for in NPM_ROOT, and otherwise from this folder upwards.
const { createRequire } = require("node:module");
const { join } = require("node:path");
const { readFileSync } = require("node:fs");

const root = process.env.NPM_ROOT;
const find = root ? createRequire(join(root, "package.json")) : require;
const solc = find("solc");
const args = process.argv.slice(2);
if (args.includes("--version")) {
  console.log("solc, the solidity compiler commandline interface");
  console.log(`Version: ${solc.version()}`);
} else if (args.includes("--standard-json")) {
  process.stdout.write(solc.compile(readFileSync(0, "utf8")));
} else {
  console.error("solc (npm build): only --version and --standard-json are supported");
  process.exit(2);
}
