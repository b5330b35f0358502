// The message of a mail without a template: its status, and the text between greeting and footer.

import { statusOfLine } from "../status";
import { begins, paragraphs } from "../text";
import type { Parts } from "./vendor";

const FOOTERS = [
  "you received this",
  "you are receiving",
  "you're receiving",
  "unsubscribe",
  "manage subscription",
  "manage your subscription",
  "manage preferences",
  "view incident",
  "view full",
  "view status page",
  "view the status page",
  "powered by",
];

function isFooter(line: string): boolean {
  return line === "--" || FOOTERS.some((words) => begins(line, words));
}

/** A line that is a link and nothing else says nothing to a reader of the log. */
function isLink(line: string): boolean {
  return /^\(?https?:\/\/\S+$/i.test(line);
}

const COMPONENTS = ["affected components:", "components affected:", "affected:"];

function componentsOf(message: string[]): string[] {
  const line = message.find((text) => COMPONENTS.some((words) => begins(text, words))) ?? "";
  const names = line.slice(line.indexOf(":") + 1).split(",");
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

export interface Message {
  status?: string;
  text: string;
  components: string[];
}

/** The status of the subject, else that of the first line that is one; the text is what follows that line. */
export function messageOf({ subject, lines }: Parts): Message {
  const end = lines.findIndex(isFooter);
  const message = end === -1 ? lines : lines.slice(0, end);
  const at = message.findIndex((line) => statusOfLine(line) !== undefined);
  const status = subject.status ?? (at === -1 ? undefined : statusOfLine(message[at]!));
  const says = (line: string) =>
    !isLink(line) && line !== subject.title && !COMPONENTS.some((words) => begins(line, words));
  const text = paragraphs(message.slice(at + 1).filter(says));
  return { ...(status !== undefined && { status }), text, components: componentsOf(message) };
}
