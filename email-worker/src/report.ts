// The body of the POST, from a mail and what is understood of it: sizes capped, private links removed.

import { addressTag } from "./address";
import { authenticationOf } from "./authentication";
import type { Envelope, Understood } from "./envelope";
import { ADDRESS_BYTES, BODY_BYTES, COMPONENTS, NAME_BYTES, SUBJECT_BYTES, URL_BYTES } from "./limits";
import { withoutPrivateLinks } from "./links";
import type { Mail } from "./mail";
import { cut, size } from "./text";
import { known } from "./vendor/vendor";

/** As the SMTP server was told. */
export interface Delivery {
  from: string;
  to: string;
  receivedAt: Date;
}

function safe(text: string, bytes: number): string {
  return cut(withoutPrivateLinks(text), bytes);
}

function capped(of: Record<string, string> | undefined, text: (value: string, key: string) => string) {
  if (of === undefined || Object.keys(of).length === 0) return undefined;
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, text(value, key)]));
}

/** Links to incidents come through withoutPrivateLinks() as they are. */
function bounded(understood: Understood): Understood {
  const limits: Record<string, number> = { text: BODY_BYTES, title: SUBJECT_BYTES, shortlink: URL_BYTES, url: URL_BYTES };
  const bound = (value: string, key: string) => safe(value, limits[key] ?? NAME_BYTES);
  return known<Understood>({
    vendor: understood.vendor,
    kind: understood.kind,
    confidence: understood.confidence,
    page: capped(understood.page, bound),
    incident: capped(understood.incident, bound),
    update: capped(understood.update, bound),
    components: understood.components?.slice(0, COMPONENTS).map((name) => safe(name, NAME_BYTES)),
    confirm_url: understood.confirm_url && cut(understood.confirm_url, URL_BYTES),
  });
}

/** The address whole or not at all, and nothing before it that reads as one: by it the server knows the sender. */
function fromOf(mail: Mail, delivery: Delivery): string {
  const given = mail.fromAddress || delivery.from;
  const address = size(given) <= ADDRESS_BYTES ? given : "";
  const room = NAME_BYTES - size(address) - '"" <>'.length;
  const name = cut(mail.fromName.replace(/["<>]/g, "'"), Math.max(0, room));
  return name === "" ? address : `"${name}" <${address}>`;
}

export function reportOf(mail: Mail, understood: Understood, delivery: Delivery, id: string): Envelope {
  const tag = addressTag(delivery.to);
  return {
    source: "email",
    from: fromOf(mail, delivery),
    to: cut(delivery.to, NAME_BYTES),
    subject: safe(mail.subject, SUBJECT_BYTES),
    body: safe(mail.text, BODY_BYTES),
    received_at: delivery.receivedAt.toISOString(),
    email: {
      version: 1,
      id,
      ...bounded(understood),
      authentication: authenticationOf(mail.headers),
      ...(tag !== undefined && { address_tag: tag }),
      truncated: mail.truncated,
    },
  };
}
