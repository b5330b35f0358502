// What a file of this folder is: one sender of status mails, and how its mails are read.

import type { Understood } from "../envelope";
import type { Link } from "../links";
import type { Mail } from "../mail";
import type { Subject } from "../subject";

/** A mail with what every vendor looks at, found once. */
export interface Parts {
  mail: Mail;
  subject: Subject;
  lines: string[];
  receivedAt: Date;
  links: Link[];
}

export interface Vendor {
  /** Whether the mail is of this sender: cheap, for each mail is asked. */
  recognises(parts: Parts): boolean;
  /** Undefined when it is the sender's, but tells of no incident. */
  read(parts: Parts): Understood | undefined;
}

/** The members that have a value: what is not known is left out. */
export function known<T extends object>(values: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined && v !== "")) as T;
}
