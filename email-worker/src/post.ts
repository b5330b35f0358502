// The POST, tried again where that can help. What is said of a failure names neither the address nor its secret.

import type { Envelope } from "./envelope";
import { signed } from "./hmac";
import { TRY_MS, WAITS_MS } from "./limits";

/** What the outside gives; a test gives another. */
export interface World {
  fetch(url: string, init: RequestInit): Promise<Response>;
  sleep(ms: number): Promise<void>;
  now(): Date;
}

export interface Target {
  url: string;
  signingKey?: string;
}

/** accepted: it is the server's now. refused: asking again would not help. failed: later it may. */
export type Outcome = { is: "accepted" } | { is: "refused" | "failed"; why: string };

const WORTH_A_RETRY = [408, 425, 429];

function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return { is: "accepted" };
  const later = status >= 500 || WORTH_A_RETRY.includes(status);
  return { is: later ? "failed" : "refused", why: `the server answered HTTP ${status}` };
}

async function attempt(target: Target, envelope: Envelope, body: string, world: World): Promise<Outcome> {
  const headers = { "content-type": "application/json", "user-agent": "status-email-worker" };
  const { id } = envelope.email;
  const seal = target.signingKey ? await signed(target.signingKey, id, world.now(), body) : {};
  try {
    const response = await world.fetch(target.url, {
      method: "POST",
      headers: { ...headers, ...seal },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(TRY_MS),
    });
    await response.body?.cancel();
    return outcomeOf(response.status);
  } catch {
    return { is: "failed", why: "the server could not be reached" };
  }
}

export async function post(target: Target, envelope: Envelope, world: World): Promise<Outcome> {
  const body = JSON.stringify(envelope);
  let outcome: Outcome = { is: "failed", why: "" };
  for (const wait of WAITS_MS) {
    if (wait > 0) await world.sleep(wait);
    outcome = await attempt(target, envelope, body, world);
    if (outcome.is !== "failed") break;
  }
  return outcome;
}
