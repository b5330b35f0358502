// HMAC-SHA256, for two ends: an id that does not give away what it is made of, and the signature of a POST.

const encoder = new TextEncoder();

async function hmac(key: Uint8Array, text: string): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, encoder.encode(text)));
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The same for every delivery of one mail. A Message-ID can hold the secret of a subscription: under a key that the
 * sender does not have it cannot be found by trying.
 */
export async function mailId(key: string, messageId: string): Promise<string> {
  return hex((await hmac(encoder.encode(`mail-id:${key}`), messageId)).subarray(0, 16));
}

/** The key of Standard Webhooks: "whsec_" and base64. Throws when it is none. */
function keyBytes(key: string): Uint8Array {
  return Uint8Array.from(atob(key.replace(/^whsec_/, "")), (c) => c.charCodeAt(0));
}

/** The headers of Standard Webhooks, https://www.standardwebhooks.com. */
export async function signed(key: string, id: string, at: Date, body: string): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = await hmac(keyBytes(key), `${id}.${timestamp}.${body}`);
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${btoa(String.fromCharCode(...signature))}`,
  };
}
