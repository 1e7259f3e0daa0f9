// Starts devnodes and runs commands, for tests from outside.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");

export function check(truth, what) {
  if (!truth) throw new Error(what);
}

export const passed = (what) => console.log(`   ok: ${what}`);

/** A devnode on a free port: its URL, and how to end it. */
export async function devnode(...options) {
  const child = spawn(join(target, "native/devnode"), ["--port", "0", "--quiet", ...options], { stdio: ["ignore", "pipe", "inherit"] });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  process.on("exit", () => child.kill("SIGKILL"));
  for await (const line of child.stdout) {
    const url = /http:\/\/[0-9.:]+/.exec(String(line))?.[0];
    if (url) return { url, stop };
  }
  throw new Error("the devnode did not say where it listens; build it by scripts/test or scripts/demo");
}

/** Starts a command; `ended` gives its exit code (null when killed) and all that it said. */
export function start(words, { env = {}, cwd = root } = {}) {
  const child = spawn(words[0], words.slice(1), { cwd, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece) => (said += piece));
  // Forge prints traces that nobody reads to their end.
  const ended = once(child, "close").then(([code]) => ({ code, said, tail: said.slice(-4_000) }));
  return { child, ended };
}

export const run = (words, settings) => start(words, settings).ended;

/** Runs a command that has to succeed; what it said. */
export async function succeed(words, settings) {
  const { code, said, tail } = await run(words, settings);
  check(code === 0, `${words.join(" ")} ended with ${code}:\n${tail}`);
  return said;
}

/** Runs a command that has to fail and to name the reason. */
export async function refused(reason, words, settings) {
  const { code, said } = await run(words, settings);
  check(code !== 0 && code !== null, `${words.join(" ")} should have been refused:\n${said}`);
  check(said.includes(reason), `${words.join(" ")} was refused, but not with "${reason}":\n${said}`);
  passed(`refused: ${reason}`);
}

/** Asks a node. */
export async function rpc(url, method, ...params) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { result, error } = await response.json();
  if (error) throw new Error(`${method}: ${error.message}`);
  return result;
}
