// Everybody else who writes the usual subjects: "[INCIDENT] T", "[Resolved] T", "Incident: T", "T - Resolved". Instatus and
// Status.io are known by their addresses, not by their templates.

import type { Understood } from "../envelope";
import { incidentLinkOf, shortlinkOf } from "../links";
import { isOfMaintenance } from "../status";
import { messageOf } from "./message";
import { known, type Parts, type Vendor } from "./vendor";

const SENDERS: Record<string, string> = {
  "@instatus.com": "instatus",
  "noreply@status.io": "statusio",
  "no-reply-aws@amazon.com": "aws",
};

function vendorOf(address: string): string {
  return Object.entries(SENDERS).find(([end]) => address.endsWith(end))?.[1] ?? "generic";
}

function read(parts: Parts): Understood | undefined {
  const { mail, subject, links } = parts;
  const vendor = vendorOf(mail.fromAddress);
  const { status, text, components } = messageOf(parts);
  const speaks = subject.labelled || (status !== undefined && vendor !== "generic");
  if (!speaks || subject.title === "") return undefined;
  const link = incidentLinkOf(links);
  return {
    vendor,
    kind: isOfMaintenance(status) || subject.maintenance ? "maintenance_update" : "incident_update",
    confidence: "low",
    page: known({ name: subject.page, url: link?.origin }),
    incident: known({ title: subject.title, shortlink: shortlinkOf(links), url: link?.url }),
    update: known({ status, text }),
    components,
  };
}

export const generic: Vendor = { recognises: () => true, read };
