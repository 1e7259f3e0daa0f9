// Signs with a key in this process, or with a wallet of `cast` (keystore, Ledger).

import { execFileSync } from "node:child_process";
import { isHex, size } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { Fault } from "./fault.mjs";

/** The options that say how to sign. */
export const SIGNERS = "--private-key, --private-key-path, --keystore-path, --account or --ledger";

export function signerOf(wallet) {
  if (wallet === undefined) throw new Fault("nothing to sign with", SIGNERS);
  return wallet.key === undefined ? castSigner(wallet.cast) : keySigner(wallet.key);
}

function keySigner(text) {
  const key = text.startsWith("0x") ? text : `0x${text}`;
  if (!isHex(key) || size(key) !== 32) throw new Fault("the private key is not 32 bytes in hexadecimal");
  return accountSigner(privateKeyToAccount(key));
}

/** An account with its key in this process. */
export const accountSigner = (account) => ({
  address: account.address,
  sign: (transaction) => account.signTransaction({ type: "eip1559", ...transaction }),
});

function castSigner(words) {
  return {
    address: cast(["wallet", "address", ...words]),
    sign: ({ chainId, nonce, gas, maxFeePerGas, maxPriorityFeePerGas, to, data, value }) =>
      cast([
        "mktx", ...words, "--chain", String(chainId), "--nonce", String(nonce), "--gas-limit", String(gas),
        "--gas-price", String(maxFeePerGas), "--priority-gas-price", String(maxPriorityFeePerGas),
        "--value", `${value ?? 0n}wei`, to, ...(data === undefined ? [] : [data]),
      ]),
  };
}

/** Runs cast, which asks on the terminal for a password or a button. */
function cast(words) {
  try {
    return execFileSync("cast", words, { encoding: "utf8", stdio: ["inherit", "pipe", "inherit"] }).trim();
  } catch {
    throw new Fault(`the wallet did not sign (cast ${words[0]})`);
  }
}
