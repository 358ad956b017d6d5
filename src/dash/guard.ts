// Who may ask: a page of this server, in a browser of this machine. Another machine needs a token. A name that was made to
// point here (DNS rebinding) is told apart by the Host header, a page of another site by its Origin.
import { timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";

/** Whether `host` is this machine alone. */
export const isLoopback = (host: string) => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host);

/** A browser keeps cookies by host alone, whatever the port: the dashboards of a host must not share one. */
const cookieOf = (asked: string) => `pure-dash-${/:(\d+)$/.exec(asked)?.[1] ?? 80}`;

/** What a page may post: a browser says of which page. */
const ASKED = "/api/try";

/** What a page of this server may do. */
export const POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data:"],
  ...["connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
].join("; ");

/** Lets through what may ask; every answer has the headers that keep what a model wrote text. */
export function guard({ host, token }: { host: string; token: string | null }): MiddlewareHandler {
  return async (context, next) => {
    const { req } = context;
    const fail = (status: 401 | 403 | 405, message: string) =>
      context.text(`pure dash: ${message}\n`, status);
    const asked = req.header("host") ?? "";
    // Browsers write a name in small letters.
    const name = asked.replace(/:\d+$/, "").toLowerCase();
    context.header("Content-Security-Policy", POLICY);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    const posted = req.method === "POST" && req.path === ASKED;
    if (req.method !== "GET" && !posted) return fail(405, "nothing can be changed here; only GET");
    const address = name.replace(/^\[|\]$/g, "");
    if (!(isLoopback(name) || name === host.toLowerCase() || (token !== null && isIP(address) !== 0)))
      return fail(403, `the Host header is "${asked.slice(0, 200)}", which is not this server`);
    const origin = req.header("origin");
    if ((posted || origin !== undefined) && origin !== `http://${asked}`)
      return fail(403, "another site's page asks; only this server's own may");
    const site = req.header("sec-fetch-site");
    if (site !== undefined && site !== "same-origin" && site !== "none")
      return fail(403, "another site's page asks; only this server's own may");
    if (token !== null) {
      const given = req.query("token");
      if (given !== undefined && same(given, token)) {
        setCookie(context, cookieOf(asked), token, { httpOnly: true, sameSite: "Strict", path: "/" });
        return context.redirect(req.path);
      }
      if (!same(getCookie(context, cookieOf(asked)) ?? "", token))
        return fail(401, "it needs the token; open the address that `pure dash` printed");
    }
    return await next();
  };
}

function same(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
