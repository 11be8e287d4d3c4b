// What went wrong, in a form that can be shown.

/**
 * A failure to be shown. `fields` holds what the service said of single fields, `again` is whether
 * trying again may help, and `wait` for how many seconds that is not wanted.
 */
export class Failure extends Error {
  constructor(message, { fields = [], again = false, wait = 0 } = {}) {
    super(message);
    Object.assign(this, { fields, again, wait });
  }
}

/** Passes over failures that can be shown; anything else is a defect and is thrown on. */
export function shownOrThrown(failure) {
  if (!(failure instanceof Failure)) throw failure;
  return failure;
}
