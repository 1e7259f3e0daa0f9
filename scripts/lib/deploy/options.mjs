// The command line.

import { parseArgs } from "node:util";
import { readFileSync } from "node:fs";
import { Fault } from "./fault.mjs";
import { SIGNERS } from "./signer.mjs";

/** The account with ether on a Nitro devnode. Its key is public and worth nothing elsewhere. */
const DEVNODE_KEY = "0xb6b15c8cb491557369f3c7d2c287b053eb229daa9c22138887752191c9520659";
export const DEVNODE_RPC = "http://127.0.0.1:8547";

const text = { type: "string" };
const flag = { type: "boolean", default: false };
const OPTIONS = {
  rpc: text,
  config: text,
  out: text,
  devnode: flag,
  "dry-run": flag,
  verify: flag,
  accept: flag,
  "no-cache": flag,
  block: text,
  from: text,
  "private-key": text,
  "private-key-path": text,
  "keystore-path": text,
  keystore: text,
  "keystore-password-path": text,
  "password-file": text,
  account: text,
  ledger: flag,
  "mnemonic-derivation-path": text,
};

export function options(words) {
  let values;
  try {
    ({ values } = parseArgs({ args: words, options: OPTIONS, strict: true, allowPositionals: false }));
  } catch (error) {
    throw new Fault(error.message, "see scripts/deploy --help");
  }
  const devnode = values.devnode;
  if (!devnode && values.config === undefined) {
    throw new Fault("--config is needed", "scripts/deploy.toml is a sample; on a devnode, --devnode needs none");
  }
  const rpc = values.rpc ?? process.env.ETH_RPC_URL;
  if (rpc === undefined && !devnode) throw new Fault("--rpc is needed");
  const modes = ["dry-run", "verify", "accept"].filter((mode) => values[mode]);
  if (modes.length > 1) throw new Fault(`--${modes.join(" and --")} cannot be combined`);
  if (modes.length === 0 && values.from !== undefined) {
    throw new Fault("--from is for --dry-run, --verify and --accept", "the deployer of a deployment is its signer");
  }
  if (values.block !== undefined && !/^\d+$/.test(values.block)) throw new Fault(`--block is not a number: ${values.block}`);
  const signs = wallet(values);
  const mode = modes[0] ?? "deploy";
  if (signs === undefined && (mode === "deploy" || mode === "accept")) throw new Fault("nothing to sign with", SIGNERS);
  return {
    block: values.block === undefined ? undefined : BigInt(values.block),
    rpc: rpc ?? DEVNODE_RPC,
    config: values.config,
    out: values.out ?? process.env.STRIKEPOOL_DEPLOYMENTS ?? "deployments",
    devnode,
    mode,
    cache: !values["no-cache"],
    from: values.from,
    wallet: signs,
  };
}

/** How to sign: undefined when no option says it. */
function wallet(values) {
  const keystore = values["keystore-path"] ?? values.keystore;
  const password = values["keystore-password-path"] ?? values["password-file"];
  const ways = [
    values["private-key"] && { key: values["private-key"] },
    values["private-key-path"] && { key: read(values["private-key-path"]) },
    keystore && { cast: ["--keystore", keystore, ...(password ? ["--password-file", password] : [])] },
    values.account && { cast: ["--account", values.account, ...(password ? ["--password-file", password] : [])] },
    values.ledger && {
      cast: [
        "--ledger",
        ...(values["mnemonic-derivation-path"] ? ["--mnemonic-derivation-path", values["mnemonic-derivation-path"]] : []),
      ],
    },
  ].filter(Boolean);
  if (ways.length > 1) throw new Fault("more than one way to sign", "choose one of key, keystore, account, ledger");
  if (password && !keystore && !values.account) throw new Fault("a password without a keystore");
  return ways[0] ?? (values.devnode ? { key: DEVNODE_KEY } : undefined);
}

function read(path) {
  try {
    return readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new Fault(`cannot read the key: ${error.message}`);
  }
}
