// The verdict of the mail server that took the mail: Authentication-Results, RFC 8601. A sender can write such
// headers too, so only the one in the topmost block counts, where our server has put its own; it may be absent.

import type { Authentication } from "./envelope";
import type { Header } from "./mail";

const OUR_SERVER = "mx.cloudflare.net";
const RESULTS = ["pass", "fail", "softfail", "neutral", "policy", "temperror", "permerror"];

/** What a server puts on top of a mail; the first header of another kind ends its block. */
function isTrace(name: string): boolean {
  return (
    ["received", "received-spf", "return-path", "delivered-to", "authentication-results"].includes(name) ||
    name.startsWith("arc-") ||
    name.startsWith("x-cf-")
  );
}

function topmost(headers: Header[]): string {
  let hops = 0;
  for (const { name, value } of headers) {
    if (!isTrace(name) || (name === "received" && ++hops > 1)) return "";
    if (name === "authentication-results") return value;
  }
  return "";
}

/** Without what stands in parentheses, which may hold anything. */
function withoutComments(value: string): string {
  let depth = 0;
  let out = "";
  for (const c of value) {
    if (c === "(") depth++;
    else if (c === ")" && depth > 0) depth--;
    else if (depth === 0) out += c;
  }
  return out;
}

/** The result of a method; of several DKIM signatures one that is good is enough. */
function resultOf(method: string, statements: string[]): string {
  const found = statements
    .map((statement) => statement.trim().toLowerCase().split(/\s/, 1)[0]!.split("="))
    .filter(([name]) => name === method)
    .map(([, result]) => result ?? "");
  const known = found.filter((result) => RESULTS.includes(result));
  return known.includes("pass") ? "pass" : (known[0] ?? "none");
}

export function authenticationOf(headers: Header[]): Authentication {
  const [server, ...statements] = withoutComments(topmost(headers)).split(";");
  const ours = server?.trim().toLowerCase().split(/\s/, 1)[0] === OUR_SERVER ? statements : [];
  return { spf: resultOf("spf", ours), dkim: resultOf("dkim", ours), dmarc: resultOf("dmarc", ours) };
}
