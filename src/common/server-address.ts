// Addresses of servers, as users give them.
import { UserError } from "./errors.ts";

/** Whether the source of a model names a server. */
export function isServer(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

/**
 * The address of a server. Throws a UserError for what is none, or has a user name, a password or a query: keys are
 * often there, and addresses are shown, and kept with runs and reports.
 */
export function serverAddress(url: string, keyVariable: string): URL {
  const address = URL.canParse(url) ? new URL(url) : null;
  if (address?.protocol !== "http:" && address?.protocol !== "https:") {
    const shown = url.replace(/^.*@/s, "…@").replace(/[?#].*$/s, "?…");
    throw new UserError(`${shown}: not the address of a server, such as http://host:8000`);
  }
  if (address.username !== "" || address.password !== "")
    throw new UserError(
      `http://…@${address.host}: a server's address has no user name or password; give its key in ${keyVariable}`,
    );
  if (/[?#]/.test(url))
    throw new UserError(
      `${address.origin}${address.pathname}?…: a server's address ends before "?" and "#"; give its key in ${keyVariable}`,
    );
  return address;
}
