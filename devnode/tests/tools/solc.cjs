#!/usr/bin/env node
// Lets forge use the npm build of the Solidity compiler: answers --version, and --standard-json on standard input.
// The package solc is looked for in NPM_ROOT, and otherwise from this folder upwards.
const { createRequire } = require("node:module");
const { join, resolve } = require("node:path");
const { readFileSync } = require("node:fs");

const root = process.env.NPM_ROOT;
const find = root ? createRequire(join(root, "package.json")) : require;
const solc = find("solc");
// What the input does not carry is read from disk, by its name from the base path on, as the native compiler does.
const load = (name) => {
  try {
    return { contents: readFileSync(resolve(base, name), "utf8") };
  } catch (error) {
    return { error: error.message };
  }
};
const args = process.argv.slice(2);
const base = args.includes("--base-path") ? args[args.indexOf("--base-path") + 1] : process.cwd();
if (args.includes("--version")) {
  console.log("solc, the solidity compiler commandline interface");
  console.log(`Version: ${solc.version()}`);
} else if (args.includes("--standard-json")) {
  process.stdout.write(solc.compile(readFileSync(0, "utf8"), { import: load }));
} else {
  console.error("solc (npm build): only --version and --standard-json are supported");
  process.exit(2);
}
