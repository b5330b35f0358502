// incident.io. No template of its mails is known: the id comes from the link to the incident, the status from the subject
// or from a short line, and the rest is a guess.

import type { Understood } from "../envelope";
import { incidentLinkOf, isUlid } from "../links";
import { isOfMaintenance } from "../status";
import { begins } from "../text";
import { messageOf } from "./message";
import { known, type Parts, type Vendor } from "./vendor";

const DOMAIN = "status.incident.io";
const VIA = / \(via incident\.io\)$/i;

/** "OpenAI: Elevated errors" of "OpenAI (via incident.io)": the title without the page's name. */
function withoutPage(title: string, page: string): string {
  const mark = [": ", " - "].find((m) => page !== "" && begins(title, page + m));
  return mark === undefined ? title : title.slice(page.length + mark.length).trim();
}

function read(parts: Parts): Understood | undefined {
  const { mail, subject, links } = parts;
  const link = incidentLinkOf(links);
  const { status, text, components } = messageOf(parts);
  const page = VIA.test(mail.fromName) ? mail.fromName.replace(VIA, "").trim() : (subject.page ?? "");
  const title = withoutPage(subject.title, page);
  if ((status === undefined && link === undefined) || title === "") return undefined;
  const id = link !== undefined && isUlid(link.id) ? link.id : undefined;
  return {
    vendor: "incidentio",
    kind: isOfMaintenance(status) || subject.maintenance ? "maintenance_update" : "incident_update",
    confidence: id !== undefined && status !== undefined ? "medium" : "low",
    page: known({ name: page, url: link?.origin }),
    incident: known({ id, title, url: link?.url }),
    update: known({ status, text }),
    components,
  };
}

export const incidentio: Vendor = {
  recognises: ({ mail, links }) =>
    mail.fromAddress.endsWith(`@${DOMAIN}`) || VIA.test(mail.fromName) || isUlid(incidentLinkOf(links)?.id ?? ""),
  read,
};
