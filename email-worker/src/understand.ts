// From a mail to what it says: the vendors in their order, the narrower first. Pure.

import { readConfirmation } from "./confirmation";
import type { Understood } from "./envelope";
import { linksIn } from "./links";
import type { Mail } from "./mail";
import { readSubject } from "./subject";
import { lines } from "./text";
import { generic } from "./vendor/generic";
import { incidentio } from "./vendor/incidentio";
import { statuspage } from "./vendor/statuspage";
import type { Parts } from "./vendor/vendor";

const VENDORS = [statuspage, incidentio, generic];

const NOTHING: Understood = { vendor: "generic", kind: "unrecognized", confidence: "low" };

/** Never fails: a mail that says nothing we know is "unrecognized". */
export function understand(mail: Mail, receivedAt: Date): Understood {
  const parts: Parts = {
    mail,
    receivedAt,
    subject: readSubject(mail.subject),
    lines: lines(mail.text),
    links: linksIn(mail.text),
  };
  const confirmation = readConfirmation(parts);
  if (confirmation !== undefined) return confirmation;
  for (const vendor of VENDORS) {
    const understood = vendor.recognises(parts) ? vendor.read(parts) : undefined;
    if (understood !== undefined) return understood;
  }
  return NOTHING;
}
