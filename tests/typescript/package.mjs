// Packs the TypeScript package as `npm publish` would, installs the archive beside viem in an empty project, compiles the
// tests and the example against it with every strictness on, and runs them on a devnode.
//
//   node tests/typescript/package.mjs        needs the devnode, the contracts and the Solidity that scripts/test builds

import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from "node:fs";
import { join } from "node:path";
import { check, devnode, passed, root, succeed } from "../deployment/support.mjs";

process.chdir(root);
mkdirSync("target", { recursive: true });
const work = mkdtempSync(join(root, "target", "typescript-"));
process.on("exit", () => rmSync(work, { recursive: true, force: true }));
const withTools = (words, cwd = root) => succeed(words, { cwd, env: { PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}` } });

await withTools(["npm", "pack", "--silent", "--pack-destination", work], join(root, "abi/typescript"));
const archive = readdirSync(work).find((name) => name.endsWith(".tgz"));
const packed = (await succeed(["tar", "tzf", join(work, archive)])).split("\n");
for (const file of ["package.json", "README.md", "dist/index.js", "dist/index.d.ts", "dist/abi.js"]) {
  check(packed.includes(`package/${file}`), `the package lacks ${file}`);
}
check(!packed.some((name) => /tsconfig|generate|examples|\.tgz/.test(name)), "the package carries what it need not");
passed("npm pack builds and packs it");

mkdirSync(join(work, "node_modules/strikepool"), { recursive: true });
await succeed(["tar", "xzf", join(work, archive), "-C", join(work, "node_modules/strikepool"), "--strip-components=1"]);
for (const name of ["viem", "@types"]) symlinkSync(join(root, "node_modules", name), join(work, "node_modules", name));
copyFileSync("tests/typescript/market.ts", join(work, "market.ts"));
copyFileSync("abi/typescript/examples/buy.ts", join(work, "buy.ts"));
writeFileSync(join(work, "package.json"), JSON.stringify({ type: "module" }));
const compilerOptions = {
  target: "es2022", module: "nodenext", lib: ["es2022"], types: ["node"], strict: true, exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true, noUnusedLocals: true, skipLibCheck: true, outDir: "out", rootDir: ".",
};
writeFileSync(join(work, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["market.ts", "buy.ts"] }));
await withTools(["tsc", "--project", work]);
passed("compiled against the archive; what must not compile does not");

const node = await devnode();
await succeed(["scripts/deploy", "--no-build", "--devnode", "--rpc", node.url, "--no-cache", "--out", work]);
const record = join(work, "412346.json");
check((await succeed(["node", join(work, "out/market.js"), record, node.url])).includes("bought 10 calls"), "nothing was bought");
passed("a market from deposit to trade, screens, refusals");
check((await succeed(["node", join(work, "out/buy.js"), record, node.url])).includes("bought 1 for"), "the example bought nothing");
passed("the example");
await node.stop();
process.exit(0);
