// A mail on its way through: read, understood, posted; and what becomes of it when the server does not take it. An
// exception is a temporary error to the sender, who tries again for days: no mail is lost by it. A rejection would put
// our address onto the sender's suppression list, and work that goes on after the return can be lost; neither is done.

import { mailId } from "./hmac";
import { readMail, type Mail } from "./mail";
import { post, type Outcome, type Target, type World } from "./post";
import { readRaw, type Raw } from "./raw";
import { reportOf } from "./report";
import { understand } from "./understand";

export interface Env {
  /** Secret: https://HOST/webhook/SECRET. */
  WEBHOOK_URL?: string;
  /** Secret, may be missing: the server's email_signing_key. */
  SIGNING_KEY?: string;
  /** May be missing: gets what the server refuses. Verified under Email Routing. */
  FALLBACK_ADDRESS?: string;
}

/** What is used of ForwardableEmailMessage. */
export interface Message {
  readonly from: string;
  readonly to: string;
  readonly raw: ReadableStream<Uint8Array>;
  forward(address: string): Promise<unknown>;
}

function targetOf(env: Env): Target | string {
  const url = env.WEBHOOK_URL?.trim() ?? "";
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return "WEBHOOK_URL is not set to an address";
  const key = env.SIGNING_KEY?.trim();
  if (!key) return { url };
  return /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(key)
    ? { url, signingKey: key }
    : "SIGNING_KEY is not whsec_ with base64 behind it";
}

/** A mail without a Message-ID is known by all that is read of it. */
async function idOf(key: string, mail: Mail, raw: Raw): Promise<string> {
  return mailId(key, mail.messageId || new TextDecoder().decode(raw.bytes));
}

async function deliver(message: Message, target: Target, world: World): Promise<Outcome> {
  const raw = await readRaw(message.raw);
  const mail = await readMail(raw);
  const receivedAt = world.now();
  const understood = understand(mail, receivedAt);
  const id = await idOf(target.url, mail, raw);
  const envelope = reportOf(mail, understood, { from: message.from, to: message.to, receivedAt }, id);
  const outcome = await post(target, envelope, world);
  console.log(JSON.stringify({ mail: id, vendor: understood.vendor, kind: understood.kind, outcome: outcome.is }));
  return outcome;
}

/** Returns when the mail is taken care of; throws when the sender is to try again. */
export async function accept(message: Message, env: Env, world: World): Promise<void> {
  const target = targetOf(env);
  const outcome: Outcome =
    typeof target === "string" ? { is: "refused", why: target } : await deliver(message, target, world);
  if (outcome.is === "accepted") return;
  console.error(`a mail was not taken: ${outcome.why}`);
  const fallback = env.FALLBACK_ADDRESS?.trim();
  if (outcome.is === "failed" || !fallback) throw new Error(`try again later: ${outcome.why}`);
  await message.forward(fallback);
}
