// What goes wrong is said in sentences: one for what, the others for what to do about it.

export class Fault extends Error {
  constructor(message, ...hints) {
    super(message);
    this.hints = hints;
  }
}

/** Ends the program with the sentences of a fault; anything else is a defect and shows where it is. */
export function report(error) {
  if (error instanceof Fault) {
    console.error(`error: ${error.message}`);
    for (const hint of error.hints) console.error(`       ${hint}`);
  } else {
    console.error(error);
  }
  process.exitCode = 1;
}
