// Takes the commands of a page (lines "$ …" of its console blocks, continued by "> …"), runs them in one shell, and
// puts their output below them.
//
//   node transcript.mjs PAGE [--check]

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { randomUUID } from "node:crypto";

/** The port in the page. The run takes a free one, because something may listen on this one. */
const PORT = "8547";
/** The folder of records in the page, and the one of the run, which leaves the user's own alone. */
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
    // The programs of the project look for records in the folder of the run.
    const env = { ...process.env, STRIKEPOOL_DEPLOYMENTS: OWN_RECORDS, STRIKEPOOL_DEPLOYMENT: `${OWN_RECORDS}/412346.json` };
    this.child = spawn("bash", ["--norc"], { stdio: ["pipe", "pipe", "pipe"], detached: true, env });
    this.said = "";
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on("data", (piece) => (this.said += piece));
  }

  /** Runs a command and returns its output. For one in the background it waits for the first line. */
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
        // The other stream may come a moment later.
        await new Promise((done) => setTimeout(done, 50));
        if (code !== "0") throw new Error(`exit code ${code}: ${command}\n${this.said}`);
        return this.said.replace(end, "");
      }
      if (waited > 600_000 || this.child.exitCode !== null) throw new Error(`the command does not end: ${command}\n${this.said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  end() {
    try {
      process.kill(-this.child.pid, "SIGTERM");
    } catch {
      // The shell has ended already.
    }
  }
}

/** The text without what differs from run to run: addresses, hashes, figures, and the padding after them. */
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
      // Lines that end so are progress, and depend on the speed of the machine.
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
  console.error(`${path}, line ${line + 1}, has\n   ${was[line]}\nbut the command prints\n   ${is[line]}`);
  console.error("if the change is meant, run scripts/transcripts");
  process.exit(1);
} else {
  console.log(`every command of ${path} prints what the page has`);
}
process.exit(0);
