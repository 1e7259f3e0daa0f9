// Tries scripts/lib/figures on a small project of its own: what it writes, and what it refuses.
//
//   node tests/figures/figures.mjs

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../scripts/lib/figures/main.mjs", import.meta.url));
const folders = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

const PROJECT = {
  "tests/snapshots/size.json": '{"vault":{"wasm_bytes":60000,"code_bytes":20000,"data_bytes":900,"cached_call_gas":1100}}',
  "tests/snapshots/gas-queue.json": '{"claim after 2 epochs":90121,"close with 2 series":563897,"request":262578}',
  "contracts/authority/src/changes.rs": "pub const DELAY_SECS: u64 = 48 * 60 * 60;\n",
  "crates/engine/src/lib.rs": [
    "const DAY_SECS: u64 = 86_400;",
    "pub const MONTHLY_SECS: u64 = 120 * DAY_SECS;",
    "const RELIEF: Wad = Wad::from_wei(WAD / 2);",
    "const BOTH: u32 = 1;",
    "#[cfg(test)]\nmod tests { const RELIEF: u64 = 9; }",
  ].join("\n"),
  "crates/feeds/src/lib.rs": "const BOTH: u32 = 2;",
  "docs/protocol/specification.md": "# Specification\n\n## Parameters\n\n| `vault.exitFeeBps` | 20 | 0 | 100 | neither |\n",
};

/** A project with one page, README.md; what the script says of it. */
function project(readme, more = {}) {
  const root = mkdtempSync(join(tmpdir(), "strikepool-figures-"));
  folders.push(root);
  for (const [path, text] of Object.entries({ ...PROJECT, ...more, "README.md": readme })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const run = (...words) => spawnSync(process.execPath, [program, ...words, root], { encoding: "utf8" });
  return {
    write: () => run(),
    check: () => run("--check"),
    page: () => readFileSync(join(root, "README.md"), "utf8"),
    put: (path, text) => writeFileSync(join(root, path), text),
  };
}

const written = (readme) => {
  const it = project(readme);
  const { status, stderr } = it.write();
  assert.equal(status, 0, stderr);
  return it.page();
};
const refused = (readme, reason, more) => {
  const { status, stderr } = project(readme, more).check();
  assert.equal(status, 1, "this passed");
  assert.match(stderr, reason);
};
const passes = (readme, more) => {
  const { status, stderr } = project(readme, more).check();
  assert.equal(status, 0, stderr);
};

test("figures are written from snapshots, parameters, constants and the chain's limits", () => {
  assert.equal(written("<!--=size/vault/code_bytes-->?<!--/-->"), "<!--=size/vault/code_bytes-->20,000<!--/-->");
  assert.equal(written("<!--=gas-queue/claim after 2 epochs-->?<!--/-->"), "<!--=gas-queue/claim after 2 epochs-->90,121<!--/-->");
  assert.equal(written("<!--=param/vault.exitFeeBps-->?<!--/-->"), "<!--=param/vault.exitFeeBps-->0.2%<!--/-->");
  assert.equal(written("<!--=param/vault.exitFeeBps/max-->?<!--/-->"), "<!--=param/vault.exitFeeBps/max-->1%<!--/-->");
  assert.equal(written("<!--=const/DELAY_SECS-->?<!--/-->"), "<!--=const/DELAY_SECS-->48 hours<!--/-->");
  assert.equal(written("<!--=const/MONTHLY_SECS-->?<!--/-->"), "<!--=const/MONTHLY_SECS-->120 days<!--/-->");
  assert.equal(written("<!--=const/RELIEF as share-->?<!--/-->"), "<!--=const/RELIEF as share-->50%<!--/-->");
  assert.equal(written("<!--=chain/codeLimit-->?<!--/-->"), "<!--=chain/codeLimit-->24,576<!--/-->");
});

test("a table is written whole, and a second run changes nothing", () => {
  const it = project("<!--table size-->\n<!--/table-->\n");
  assert.equal(it.check().status, 1);
  assert.equal(it.write().status, 0);
  assert.match(it.page(), /\| `vault` \| 20,000 \| 4,576 \| 60,000 \| 900 \| 1,100 \|/);
  assert.match(it.write().stdout, /^0 of 1 /);
  assert.equal(it.check().status, 0);
});

test("a figure that somebody changed is refused with file, line, old and new", () => {
  refused("Two lines.\n\n<!--=size/vault/code_bytes-->20,001<!--/--> of code.", /README\.md:3: size\/vault\/code_bytes: the page says "20,001", the source "20,000"/);
});

test("a snapshot that moved is refused until the page follows", () => {
  const it = project("It takes <!--=gas-queue/request-->262,578<!--/--> gas");
  assert.equal(it.check().status, 0);
  it.put("tests/snapshots/gas-queue.json", '{"request":262579}');
  assert.match(it.check().stderr, /the page says "262,578", the source "262,579"/);
  assert.equal(it.write().status, 0);
  assert.equal(it.check().status, 0);
});

test("a row of a table that differs is told by its line", () => {
  const it = project("<!--table queue-->\n<!--/table-->\n");
  it.write();
  it.put("README.md", it.page().replace("90,121", "90,122"));
  assert.match(it.check().stderr, /README\.md:6: queue: the page says ".*90,122.*", the source ".*90,121/);
});

test("unknown keys, formulas, formats, tables and measurements are refused", () => {
  refused("<!--=size/vaults/code_bytes-->1<!--/-->", /README\.md:1: no source has size\/vaults\/code_bytes/);
  refused("<!--=nothing/at all-->1<!--/-->", /no source has nothing\/at all/);
  refused("<!--=param/vault.exitFee-->1<!--/-->", /no source has param/);
  refused("<!--=formula/unheardOf-->1<!--/-->", /no formula unheardOf/);
  refused("<!--=size/vault/code_bytes as roman-->1<!--/-->", /no format roman/);
  refused("<!--table unheardOf-->\n<!--/table-->", /no table unheardOf/);
  refused("x <!--from hearsay-->12 gas<!--/from-->", /unknown measurement: hearsay/);
  assert.equal(project("<!--=nothing-->1<!--/-->").write().status, 1);
});

test("a constant of which two crates say different things needs the crate's name", () => {
  refused("<!--=const/BOTH-->1<!--/-->", /engine and feeds disagree about const\/BOTH: name one/);
  assert.equal(written("<!--=const/feeds/BOTH-->?<!--/-->"), "<!--=const/feeds/BOTH-->2<!--/-->");
});

test("gas, bytes and hours without a mark are refused, wherever they stand", () => {
  refused("It costs 1,234 gas.", /README\.md:1: "1,234 gas" stands without a mark/);
  refused("It costs 1.5 million gas.", /"1.5 million gas" stands without a mark/);
  refused("It has 24,576\nbytes.", /"24,576 bytes" stands without a mark/);
  refused("A table of 2 KB.", /"2 KB" stands without a mark/);
  refused("It waits 48 hours.", /"48 hours" stands without a mark/);
  passes("`1,234 gas` and\n\n```\n5 gas\n```\n");
});

test("a measured figure stands where the page names its command", () => {
  refused("x <!--from ink-->38 gas<!--/from-->", /the page does not say where its figures come from: cargo test/);
  passes("x <!--from ink-->38 gas<!--/from--> by `cargo test --workspace --profile native --test kernels -- --nocapture`");
});

test("a mark that begins a line is refused, for it would break the paragraph", () => {
  const mark = "<!--=size/vault/code_bytes-->20,000<!--/-->";
  refused(`It takes\n${mark} of code.`, /README\.md:2: a mark begins the line/);
  refused(`1. ${mark} of code.`, /README\.md:1: a mark begins the line/);
  refused("<!--from fixed-->32 bytes<!--/from--> a word", /README\.md:1: a mark begins the line/);
  passes(`| ${mark} |\n\n<!--from fixed-->\n\n32 bytes\n\n<!--/from-->\n`);
});

test("a mark that is not closed is refused", () => {
  refused("<!--=size/vault/code_bytes-->20,000", /stands alone/);
  refused("20,000<!--/-->", /stands alone/);
  passes("`<!--=size/vault/code_bytes-->` is how a mark begins");
});

test("links, anchors and paths that lead nowhere are refused", () => {
  refused("[here](docs/nowhere.md)", /dead link: docs\/nowhere\.md/);
  refused("[here](docs/protocol/specification.md#params)", /dead anchor/);
  refused("[below](#nothing)", /dead anchor/);
  refused("See `docs/nowhere.md`.", /no such file: docs\/nowhere\.md/);
  passes("# A heading, `of` code\n\n[a](docs/protocol/specification.md#parameters) [b](#a-heading-of-code) [c](https://example.org/x) `docs/protocol/specification.md`");
});

test("an unknown option is refused", () => {
  const { status, stderr } = spawnSync(process.execPath, [program, "--chek"], { encoding: "utf8" });
  assert.equal(status, 2);
  assert.match(stderr, /unknown argument: --chek/);
});
