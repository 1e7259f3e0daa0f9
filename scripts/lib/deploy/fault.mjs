// A fault of the user or the chain: one sentence says what is wrong, the others what to do.

export class Fault extends Error {
  constructor(message, ...hints) {
    super(message);
    this.hints = hints;
  }
}

/** Ends the program with the sentences of a fault. Any other error is a defect and shows its stack. */
export function report(error) {
  if (error instanceof Fault) {
    console.error(`error: ${error.message}`);
    for (const hint of error.hints) console.error(`       ${hint}`);
  } else {
    console.error(error);
  }
  process.exitCode = 1;
}
