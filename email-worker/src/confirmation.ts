// A page that asks whether we really want its mails. Its link is shown to a person, who opens it or not: nothing here
// ever fetches it.

import type { Understood } from "./envelope";
import { htmlToText } from "./html";
import { linksIn } from "./links";
import type { Parts } from "./vendor/vendor";

const ASKS = /\b(confirm|verify|activate|opt[ -]?in)/i;
const ABOUT = /\b(subscri\w*|email|e-mail|updates|notifications)\b/i;
const LEAVES = /unsubscribe|opt[ -]?out|manage|preferences/i;
/** So far before a link its own words may stand. */
const BEFORE = 120;

/** The link that says so itself, else the one that the words before it are about. */
function linkOf(text: string): string | undefined {
  const links = linksIn(text).filter(({ url }) => url.startsWith("https://") && !LEAVES.test(url));
  const said = links.find(({ url }) => ASKS.test(url));
  const near = links.find(({ at }) => {
    const before = text.slice(Math.max(0, at - BEFORE), at);
    return ASKS.test(before) && !LEAVES.test(before);
  });
  return (said ?? near)?.url;
}

/** Undefined when it is no such mail. */
export function readConfirmation({ mail, subject }: Parts): Understood | undefined {
  const words = `${mail.subject}\n${mail.text.slice(0, 4000)}`;
  if (subject.labelled || !ASKS.test(words) || !ABOUT.test(words)) return undefined;
  const url = linkOf(mail.text) ?? linkOf(htmlToText(mail.html));
  if (url === undefined) return undefined;
  return { vendor: "generic", kind: "subscription_confirmation", confidence: "medium", confirm_url: url };
}
