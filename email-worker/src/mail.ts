// A raw mail as what the rest of the worker needs of it. The MIME is postal-mime's work.

import PostalMime, { type Address, type Email } from "postal-mime";
import { htmlToText } from "./html";
import { HEADER_BYTES, NESTING, RAW_LINES } from "./limits";
import type { Raw } from "./raw";

export interface Header {
  /** In lower case. */
  name: string;
  value: string;
}

export interface Mail {
  /** From the top of the mail downwards, as they came. */
  headers: Header[];
  messageId: string;
  fromName: string;
  fromAddress: string;
  subject: string;
  /** The plain text, or what the HTML says. */
  text: string;
  html: string;
  /** It was MIME that could be read. */
  parsed: boolean;
  truncated: boolean;
}

/** The value of the topmost header of that name; "" when there is none. */
export function header(mail: Mail, name: string): string {
  return mail.headers.find((h) => h.name === name)?.value ?? "";
}

function mailbox(address: Address | undefined): { name: string; address: string } {
  if (address === undefined) return { name: "", address: "" };
  return address.group === undefined ? address : (address.group[0] ?? { name: "", address: "" });
}

function fromEmail(email: Email, truncated: boolean): Mail {
  const from = mailbox(email.from);
  const html = email.html ?? "";
  return {
    headers: email.headers.map((h) => ({ name: h.key, value: h.value })),
    messageId: email.messageId ?? "",
    fromName: from.name,
    fromAddress: from.address.toLowerCase(),
    subject: email.subject ?? "",
    text: (email.text ?? htmlToText(html)).replaceAll("\r", ""),
    html,
    parsed: true,
    truncated,
  };
}

/** A mail that is no MIME: its text as it stands, its subject if a line says it. */
function asItStands(raw: Raw): Mail {
  const text = new TextDecoder().decode(raw.bytes).replaceAll("\r", "").replaceAll("\0", "\ufffd");
  const head = text.split("\n", Math.min(RAW_LINES, 200));
  const value = (name: string) =>
    (head.find((line) => line.toLowerCase().startsWith(name)) ?? "").slice(name.length).trim();
  return {
    headers: [],
    messageId: value("message-id:"),
    fromName: "",
    fromAddress: "",
    subject: value("subject:"),
    text,
    html: "",
    parsed: false,
    truncated: raw.truncated,
  };
}

/** Never fails: what cannot be read is there as text. */
export async function readMail(raw: Raw): Promise<Mail> {
  try {
    const email = await PostalMime.parse(raw.bytes, {
      maxHeadersSize: HEADER_BYTES,
      maxNestingDepth: NESTING,
      rfc822Attachments: true,
    });
    return fromEmail(email, raw.truncated);
  } catch {
    return asItStands(raw);
  }
}
