// Says what revert data means, by the errors that abi/ declares.
//
//   node explain.mjs [DATA]      without DATA it reads the output of a tool

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeErrorResult, hexToString, toFunctionSelector } from "viem";

/** Every declared error with its sentence, by selector. */
function declared() {
  const errors = new Map();
  for (const name of readdirSync("abi").filter((file) => file.endsWith(".json"))) {
    const source = readFileSync(join("abi", name.replace(".json", ".sol")), "utf8");
    for (const item of JSON.parse(readFileSync(join("abi", name), "utf8")).filter(({ type }) => type === "error")) {
      const sentence = new RegExp(`/// ([^\n]*)\n\\s*error ${item.name}\\(`).exec(source)?.[1];
      const selector = toFunctionSelector({ ...item, type: "function", outputs: [], stateMutability: "view" });
      // The sentence stands where the error is declared, not where it is inherited.
      if (sentence !== undefined) errors.set(selector, { item, sentence });
    }
  }
  return errors;
}

/** An argument by its name; a word that is a key, as its text. */
function shown({ name, type }, value) {
  const isKey = type === "bytes32" && ["key", "name"].includes(name);
  return `${name} ${isKey ? hexToString(value, { size: 32 }) : value}`;
}

/** The error with its figures; without them when the data has none, or not the right ones. */
function explained({ item, sentence }, data) {
  const inputs = item.inputs ?? [];
  if (data.length === SELECTOR_DIGITS && inputs.length > 0) {
    return `${item.name}(${inputs.map(({ name, type }) => `${type} ${name}`).join(", ")}): ${sentence}`;
  }
  try {
    const { args = [] } = decodeErrorResult({ abi: [item], data });
    return `${item.name}(${inputs.map((input, place) => shown(input, args[place])).join(", ")}): ${sentence}`;
  } catch {
    die(`${data} has the selector of ${item.name}, but not its arguments (${inputs.map(({ type }) => type).join(", ")})`);
  }
}

function die(message) {
  console.error(`error: ${message}`);
  process.exit(1);
}

/** Digits of a selector with 0x before it. */
const SELECTOR_DIGITS = 10;
/** `0x…` in the output of a tool, after the words with which tools introduce revert data. */
const dataIn = (words) => [...words.matchAll(/(?:data: "|custom error )(0x[0-9a-fA-F]{8,})/g)].at(-1)?.[1];

const given = process.argv[2];
if (given !== undefined && !/^0x([0-9a-fA-F]{2}){4,}$/.test(given)) die(`not revert data, at least 4 bytes in hexadecimal: ${given}`);
const words = given ?? readFileSync(0, "utf8");
const data = given ?? dataIn(words);
const found = data && declared().get(data.slice(0, SELECTOR_DIGITS).toLowerCase());
if (found) console.log(explained(found, data));
else if (given === undefined) process.stdout.write(words);
else die(`no contract of the protocol has the error ${data}`);
