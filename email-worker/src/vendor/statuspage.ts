// Atlassian Statuspage, from a mail of February 2026: multipart/alternative, and a text part of title, status line,
// text, "Time posted", "Components Affected" and a link. The Message-ID holds the ids that the page's API has; that of
// the subscriber, in it as well, is a secret.

import type { Understood } from "../envelope";
import { shortlinkOf } from "../links";
import { header } from "../mail";
import { isOfMaintenance, statusOfLine } from "../status";
import { begins, paragraphs } from "../text";
import { known, type Parts, type Vendor } from "./vendor";

const SENDER = "noreply@statuspage.io";
const NO_STATUS = "an update has been posted";
const AFTER_TEXT = ["time posted", "components affected", "view full incident details", "view full maintenance details"];

/** <INCIDENT-UPDATE-SUBSCRIBER@statuspage.io>; X-Entity-Ref-ID, when it is there, names the incident again. */
function idsOf({ mail }: Parts): { incident: string; update: string } | undefined {
  const match = /^<?([a-z0-9]{12})-([a-z0-9]{12})-[a-z0-9]+@statuspage\.io>?$/.exec(mail.messageId.trim());
  const reference = header(mail, "x-entity-ref-id").trim();
  if (match === null || (reference !== "" && reference !== `${match[1]}@statuspage.io`)) return undefined;
  return { incident: match[1]!, update: match[2]! };
}

/** "Feb 23, 14:06 UTC": the year is the one that puts it nearest before the mail's own time. */
export function timePosted(line: string, receivedAt: Date): string | undefined {
  const match = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{2}):(\d{2}) (?:UTC|GMT)$/.exec(line);
  if (match === null) return undefined;
  const latest = receivedAt.getTime() + 86_400_000;
  for (const year of [1, 0, -1].map((n) => receivedAt.getUTCFullYear() + n)) {
    const time = Date.parse(`${match[2]} ${match[1]} ${year} ${match[3]}:${match[4]}:00 GMT`);
    if (!Number.isNaN(time) && time <= latest) return new Date(time).toISOString();
  }
  return undefined;
}

/** The lines behind the one that begins so, up to an empty one. */
function block(of: string[], start: string): string[] {
  const at = of.findIndex((line) => begins(line, start));
  if (at === -1) return [];
  const rest = of.slice(at + 1);
  const first = rest.findIndex((line) => line !== "");
  const end = rest.findIndex((line, i) => i > first && (line === "" || AFTER_TEXT.some((w) => begins(line, w))));
  return first === -1 ? [] : rest.slice(first, end === -1 ? undefined : end);
}

function textOf(of: string[], statusAt: number): string {
  const rest = of.slice(statusAt + 1);
  const end = rest.findIndex((line) => AFTER_TEXT.some((words) => begins(line, words)));
  return paragraphs(end === -1 ? rest : rest.slice(0, end));
}

function isStatusLine(line: string): boolean {
  return begins(line, NO_STATUS) || statusOfLine(line) !== undefined;
}

function read(parts: Parts): Understood | undefined {
  const { subject, links } = parts;
  const all = parts.lines;
  const statusAt = all.findIndex(isStatusLine);
  const ids = idsOf(parts);
  if (statusAt === -1 || (ids === undefined && !subject.labelled)) return undefined;
  const status = statusOfLine(all[statusAt]!);
  const components = block(all, "components affected").join(" ").split(",").map((name) => name.trim());
  const shortlink = shortlinkOf(links);
  return {
    vendor: "statuspage",
    kind: isOfMaintenance(status) || subject.maintenance ? "maintenance_update" : "incident_update",
    confidence: ids !== undefined ? "high" : "medium",
    page: known({ name: subject.page }),
    incident: known({ id: ids?.incident, title: subject.title || all.find((line) => line !== ""), shortlink }),
    update: known({
      id: ids?.update,
      status,
      text: textOf(all, statusAt),
      posted_at: timePosted(block(all, "time posted")[0] ?? "", parts.receivedAt),
    }),
    components: components.filter((name) => name !== ""),
  };
}

export const statuspage: Vendor = {
  recognises: ({ mail, links }) =>
    mail.fromAddress === SENDER ||
    /@statuspage\.io>?$/.test(mail.messageId.trim()) ||
    (shortlinkOf(links) !== undefined && /^View full (incident|maintenance) details/im.test(mail.text)),
  read,
};
