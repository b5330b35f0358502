// Links in mails. Those to manage, confirm or cancel a subscription work for whoever has them: they are secrets
// and leave the worker with their host only. The server does the same again, by the same rule.

import { LINKS, URL_BYTES } from "./limits";

export interface Link {
  url: string;
  /** Where it begins in the text. */
  at: number;
}

/** Brackets and quotes may stand inside a link, and a secret behind them. */
const LINK = /https?:\/\/[^ \t\r\n\f\v<>"]*/gi;

/** The links of a text in their order, without the marks that end a sentence. */
export function linksIn(text: string): Link[] {
  const found: Link[] = [];
  for (const match of text.matchAll(LINK)) {
    if (found.length === LINKS) break;
    if (match[0].length <= URL_BYTES) found.push({ url: withoutTail(match[0]), at: match.index });
  }
  return found;
}

function withoutTail(url: string): string {
  let end = url.length;
  while (end > 0 && ").,;:!?']".includes(url[end - 1]!)) end--;
  return url.slice(0, end);
}

export function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

/** An incident, and nothing that only its reader has: no query, no user. */
export function isIncidentLink(url: string): boolean {
  const parsed = parseUrl(url);
  if (parsed === undefined || /[?#@]/.test(url)) return false;
  return parsed.hostname === "stspg.io" || parsed.pathname.startsWith("/incidents/");
}

/** The text with every link cut to its host, but for those to an incident. */
export function withoutPrivateLinks(text: string): string {
  return text.replace(LINK, (link) => {
    if (isIncidentLink(link)) return link;
    const [, origin, rest] = /^(https?:\/\/[^/?#@]*)(.*)$/i.exec(link)!;
    if (rest === "") return link;
    return rest!.startsWith("@") || parseUrl(link) === undefined ? "(link)" : `${origin}/...`;
  });
}

/** stspg.io/ID of Statuspage, which its API has as the incident's "shortlink". */
export function shortlinkOf(links: Link[]): string | undefined {
  return links
    .map(({ url }) => /^https?:\/\/stspg\.io\/([a-z0-9]+)/i.exec(url))
    .map((match) => match && `https://stspg.io/${match[1]}`)
    .find((url) => url !== null) ?? undefined;
}

/** The first link to an incident's own page, and the id in it. */
export function incidentLinkOf(links: Link[]): { url: string; id: string; origin: string } | undefined {
  for (const { url } of links) {
    const parsed = parseUrl(url);
    const id = /^\/incidents\/([A-Za-z0-9_-]+)/.exec(parsed?.pathname ?? "")?.[1];
    if (parsed !== undefined && id !== undefined)
      return { url: `${parsed.origin}/incidents/${id}`, id, origin: parsed.origin };
  }
  return undefined;
}

/** incident.io's ids: a ULID is 26 characters of Crockford's base 32. */
export function isUlid(id: string): boolean {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id);
}
