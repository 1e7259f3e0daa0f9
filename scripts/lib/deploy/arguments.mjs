// Finds wrong arguments and a wrong configuration before anything is built. Takes the arguments of `main.mjs`.

import { configuration } from "./config.mjs";
import { report } from "./fault.mjs";
import { options } from "./options.mjs";
import { signerOf } from "./signer.mjs";

try {
  const chosen = options(process.argv.slice(2));
  configuration(chosen);
  // A wallet of cast asks for its password, so only a key is looked at here.
  if (chosen.wallet?.key !== undefined) signerOf(chosen.wallet);
} catch (error) {
  report(error);
}
