// Takes the commands out of a page (lines "$ …" of its console blocks, and "> …" that go on with one), runs them in one
// shell, and puts what they say where it belongs.
//
//   node transcript.mjs PAGE [--check]

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { randomUUID } from "node:crypto";

/** The port that the page speaks of; a free one takes its place, so that whatever listens there is left alone. */
const PORT = "8547";
/** Where the page's deployment is recorded, and where this one is, so that the user's own stays as it is. */
const [RECORDS, OWN_RECORDS] = ["deployments", "target/transcripts"];
const [path, mode] = process.argv.slice(2);

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return String(port);
}

/** A shell that runs commands one by one. */
class Shell {
  constructor() {
    // The programs of the project find the records of this run where the page says that they are in the usual place.
    const env = { ...process.env, STRIKEPOOL_DEPLOYMENTS: OWN_RECORDS, STRIKEPOOL_DEPLOYMENT: `${OWN_RECORDS}/412346.json` };
    this.child = spawn("bash", ["--norc"], { stdio: ["pipe", "pipe", "pipe"], detached: true, env });
    this.said = "";
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on("data", (piece) => (this.said += piece));
  }

  /** Runs a command; what it said. One that stays in the background has been waited for until it said something. */
  async run(command) {
    this.said = "";
    const mark = randomUUID();
    this.child.stdin.write(`${command}\necho "${mark} $?"\n`);
    const background = command.endsWith("&");
    const end = new RegExp(`${mark} (\\d+)\n`);
    for (let waited = 0; ; waited += 50) {
      const said = this.said.replace(end, "");
      const code = end.exec(this.said)?.[1];
      if (code !== undefined && (!background || said.includes("\n"))) {
        // What went to the other stream may come a moment later.
        await new Promise((done) => setTimeout(done, 50));
        if (code !== "0") throw new Error(`ended with ${code}: ${command}\n${this.said}`);
        return this.said.replace(end, "");
      }
      if (waited > 600_000 || this.child.exitCode !== null) throw new Error(`no end: ${command}\n${this.said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  end() {
    try {
      process.kill(-this.child.pid, "SIGTERM");
    } catch {
      // It has ended already.
    }
  }
}

/** What may differ from run to run: addresses and hashes, figures, what is padded by them. */
const masked = (text) =>
  text.replace(/0x[0-9a-fA-F]+/g, "0x#").replace(/-?\d[\d,.]*(e\d+)?/g, "#").replace(/[ \t]+/g, " ").replace(/ $/gm, "");

const page = readFileSync(path, "utf8");
const port = await freePort();
const inside = (text) => text.replaceAll(PORT, port).replaceAll(`${RECORDS}/`, `${OWN_RECORDS}/`);
const outside = (text) => text.replaceAll(port, PORT).replaceAll(`${OWN_RECORDS}/`, `${RECORDS}/`);
rmSync(OWN_RECORDS, { recursive: true, force: true });
const shell = new Shell();
process.on("exit", () => shell.end());

let written = "";
try {
  for (const [whole, block] of page.matchAll(/```console\n([^]*?)```\n|[^]+?(?=```console\n|$)/g)) {
    if (block === undefined) {
      written += whole;
      continue;
    }
    written += "```console\n";
    for (const [, first, more = ""] of block.matchAll(/^\$ (.*)\n((?:> .*\n)*)/gm)) {
      const command = [first, ...more.split("\n").filter(Boolean).map((line) => line.slice(2))].join("\n");
      // What a slow command says while one waits for it ends so; whether it is slow depends on the machine.
      const said = outside(await shell.run(inside(command))).replace(/^.* …\n/gm, "");
      written += `$ ${first}\n${more}${said}${said === "" || said.endsWith("\n") ? "" : "\n"}`;
    }
    written += "```\n";
  }
} catch (error) {
  console.error(outside(error.message));
  process.exit(1);
}
shell.end();
rmSync(OWN_RECORDS, { recursive: true, force: true });

if (mode !== "--check") {
  writeFileSync(path, written);
  console.log(`wrote ${path}`);
} else if (masked(written) !== masked(page)) {
  const [is, was] = [written, page].map((text) => text.split("\n"));
  const line = is.findIndex((text, place) => masked(text) !== masked(was[place] ?? ""));
  console.error(`${path}, line ${line + 1}, says\n   ${was[line]}\nbut now it is\n   ${is[line]}`);
  console.error("if that is meant, run scripts/transcripts");
  process.exit(1);
} else {
  console.log(`every command of ${path} does what it says there`);
}
process.exit(0);
