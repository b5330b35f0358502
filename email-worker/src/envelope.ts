// What is POSTed: the shape that the server has always taken, and beside it one versioned object with what was
// understood. webhook.fcgi(8) describes both.

export type Kind = "incident_update" | "maintenance_update" | "subscription_confirmation" | "unrecognized";

/** How sure the parse is: ids and a known template; ids or a known sender; words only. */
export type Confidence = "high" | "medium" | "low";

/** The verdicts of the mail server that took the mail: pass, fail, none and the like (RFC 8601). */
export interface Authentication {
  spf: string;
  dkim: string;
  dmarc: string;
}

/** What a mail says, as far as it is understood. */
export interface Understood {
  vendor: string;
  kind: Kind;
  confidence: Confidence;
  page?: { name?: string; url?: string };
  incident?: { id?: string; title?: string; shortlink?: string; url?: string };
  update?: { id?: string; status?: string; text?: string; posted_at?: string };
  components?: string[];
  /** Of a subscription_confirmation: for a person to open. The only private link that is passed on. */
  confirm_url?: string;
}

export interface Report extends Understood {
  version: 1;
  /** The same for every delivery of one mail; the Message-ID cannot be found from it. */
  id: string;
  authentication: Authentication;
  /** What stands behind the "+" in the address: tells the provider. */
  address_tag?: string;
  /** The mail was larger than what is read of one. */
  truncated: boolean;
}

export interface Envelope {
  source: "email";
  from: string;
  to: string;
  subject: string;
  /** Plain text; of links that work for whoever has them only the host is left. */
  body: string;
  received_at: string;
  email: Report;
}
