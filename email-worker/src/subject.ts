// Subjects of status mails: "[Resolved] Title", "Incident: Title", "Title - Resolved", and Statuspage's
// "Page Incident - Title - 23 February 2026".

import { statusWord } from "./status";
import { begins } from "./text";

export interface Subject {
  title: string;
  status?: string;
  /** The page's name, where the subject says it. */
  page?: string;
  /** It says that it is about an incident or a maintenance. */
  labelled: boolean;
  maintenance: boolean;
}

const LABELS = [" incident - ", " scheduled maintenance - ", " maintenance - "];
const STARTS = ["incident: ", "scheduled maintenance: ", "maintenance: ", "incident - ", "maintenance - "];
const BRACKETS = ["incident", "maintenance", "scheduled maintenance", "outage", "alert", "update"];

/** "[Resolved] T", "[INCIDENT] [Acme] T": the words in front. */
function takeBrackets(text: string, out: Subject): string {
  while (text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end === -1) return text;
    const word = text.slice(1, end).trim().toLowerCase();
    const status = statusWord(word);
    if (status === undefined && !BRACKETS.includes(word)) return text;
    if (status !== undefined) out.status = status;
    out.labelled = true;
    out.maintenance ||= word.includes("maintenance");
    text = text.slice(end + 1).trim();
  }
  return text;
}

/** "... - Resolved" or "... - 23 February 2026": what stands behind the last dash. */
function takeTail(text: string, out: Subject): string {
  const dash = text.lastIndexOf(" - ");
  if (dash <= 0) return text;
  const tail = text.slice(dash + 3).trim();
  const status = statusWord(tail);
  if (status !== undefined) {
    out.status = status;
    out.labelled = true;
  } else if (!/^\d{1,2} \p{L}+ \d{4}$/u.test(tail)) {
    return text;
  }
  return text.slice(0, dash).trim();
}

/** "Acme Incident - T" or "Incident: T": what stands before the title. */
function takeLabel(text: string, out: Subject): string {
  const lower = text.toLowerCase();
  for (const label of LABELS) {
    const at = lower.indexOf(label);
    if (at <= 0) continue;
    out.page = text.slice(0, at).trim();
    out.labelled = true;
    out.maintenance ||= label.includes("maintenance");
    return text.slice(at + label.length).trim();
  }
  const start = STARTS.find((words) => begins(text, words));
  if (start === undefined) return text;
  out.labelled = true;
  out.maintenance ||= start.includes("maintenance");
  return text.slice(start.length).trim();
}

export function readSubject(subject: string): Subject {
  const out: Subject = { title: "", labelled: false, maintenance: false };
  const text = takeBrackets(subject.replace(/\s+/g, " ").trim(), out);
  out.title = takeLabel(takeTail(text, out), out);
  return out;
}
