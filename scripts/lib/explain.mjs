// Says what revert data means, by the errors that abi/ declares: node explain.mjs [DATA]

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
      // An inherited error has its sentence where it is declared.
      if (sentence !== undefined) errors.set(selector, { item, sentence });
    }
  }
  return errors;
}

/** A figure; a word that is a name, as its text. */
function shown(value, place) {
  const { name } = found.item.inputs[place];
  const isName = found.item.inputs[place].type === "bytes32" && ["key", "name"].includes(name);
  return `${name} ${isName ? hexToString(value, { size: 32 }) : value}`;
}

/** `0x…` in a tool's words: what it calls data or a custom error. */
const dataIn = (words) => [...words.matchAll(/(?:data: "|custom error )(0x[0-9a-fA-F]{8,})/g)].at(-1)?.[1];

const given = process.argv[2];
const words = given ?? readFileSync(0, "utf8");
const data = given === undefined ? dataIn(words) : given;
const found = data && declared().get(data.slice(0, 10).toLowerCase());
if (found) {
  const { errorName, args = [] } = decodeErrorResult({ abi: [found.item], data });
  console.log(`${errorName}(${args.map(shown).join(", ")}): ${found.sentence}`);
} else if (given === undefined) {
  process.stdout.write(words);
} else {
  console.error(`error: no contract of the protocol refuses with ${data}`);
  process.exit(1);
}
