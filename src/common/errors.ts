// Errors that are the user's to mend: what is wrong, where, and what would be right. Anything else is a bug.

/** An error whose message alone tells the user what is wrong, where (file, line, key), and what would be right. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** What `make` gives; a UserError of it says first where it happened. */
export function at<T>(where: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${where}: ${error.message}`, { cause: error });
  }
}

/** Wrong use of the command line (exit status 2 instead of 1). */
export class UsageError extends UserError {
  override readonly name = "UsageError";
}
