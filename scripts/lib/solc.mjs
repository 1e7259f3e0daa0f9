#!/usr/bin/env node
// Lets forge use the npm build of the Solidity compiler: answers --version, and --standard-json on standard input.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const solc = createRequire(import.meta.url)("solc");
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
