import { Webhook } from "standardwebhooks";
import { beforeEach, describe, expect, test } from "vitest";
import { accept, type Env } from "../src/accept";
import type { Envelope } from "../src/envelope";
import { WAITS_MS } from "../src/limits";
import { NOW, mailOf, stream, wire } from "./helper";
import opened from "./mails/statuspage-new.eml";

const KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const ENV = { WEBHOOK_URL: "https://monitor.example/webhook/the-secret" };

type Answer = number | "no answer";
interface Post {
  url: string;
  headers: Record<string, string>;
  text: string;
  redirect: string | undefined;
}

let posts: Post[];
let slept: number[];
let forwarded: string[];

beforeEach(() => {
  posts = [];
  slept = [];
  forwarded = [];
});

function message(mail: string | Uint8Array = opened) {
  return {
    from: "noreply@statuspage.io",
    to: "status+acme-k3v9w2x7@monitor.example",
    raw: stream(wire(mail)),
    forward: async (address: string) => void forwarded.push(address),
  };
}

/** Each answer once, the last for ever. */
function world(answers: Answer[], now = new Date()) {
  return {
    now: () => now,
    sleep: async (ms: number) => void slept.push(ms),
    fetch: async (url: string, init: RequestInit) => {
      const answer = answers[Math.min(posts.length, answers.length - 1)]!;
      posts.push({
        url,
        headers: init.headers as Record<string, string>,
        text: init.body as string,
        redirect: init.redirect,
      });
      if (answer === "no answer") throw new TypeError(`fetch failed: ${url}`);
      return new Response(answer === 204 ? null : "{}", { status: answer });
    },
  };
}

const run = (answers: Answer[], env: Env = ENV, mail?: string) => accept(message(mail), env, world(answers));
const sent = (i = 0) => JSON.parse(posts[i]!.text) as Envelope;

describe("a mail", () => {
  test("is posted with what is understood of it", async () => {
    await accept(message(), ENV, world([200], NOW));
    expect(posts).toHaveLength(1);
    expect(posts[0]).toMatchObject({ url: ENV.WEBHOOK_URL, redirect: "manual" });
    expect(posts[0]!.headers["content-type"]).toBe("application/json");
    expect(sent()).toMatchObject({
      source: "email",
      from: '"Acme Cloud Status" <noreply@statuspage.io>',
      to: "status+acme-k3v9w2x7@monitor.example",
      subject: "Acme Cloud Incident - Elevated API error rates - 2 March 2026",
      received_at: NOW.toISOString(),
      email: { version: 1, address_tag: "acme-k3v9w2x7", kind: "incident_update" },
    });
  });

  test("has an id of its own that every delivery of it has, and that does not give the Message-ID away", async () => {
    await run([200]);
    await run([200]);
    await run([200], ENV, mailOf("x", "y", ["From: a@b.example", "Message-ID: <another@b.example>"]));
    expect(sent(0).email.id).toMatch(/^[0-9a-f]{32}$/);
    expect(sent(1).email.id).toBe(sent(0).email.id);
    expect(sent(2).email.id).not.toBe(sent(0).email.id);
    expect(posts[0]!.text).not.toContain("a0b1c2d3e4f5");
  });

  test("without a Message-ID has an id of its content", async () => {
    for (const text of ["y", "y", "z"]) await run([200], ENV, mailOf("x", text));
    expect(sent(1).email.id).toBe(sent(0).email.id);
    expect(sent(2).email.id).not.toBe(sent(0).email.id);
  });

  test("that cannot be parsed is posted as unrecognized, with its text", async () => {
    await run([200], ENV, `Subject: Odd\n${"X-Flood: y\n".repeat(10_000)}\nthe text`);
    expect(sent().email.kind).toBe("unrecognized");
    expect(sent().subject).toBe("Odd");
    expect(sent().body).toContain("X-Flood: y");
  });
});

describe("the signature", () => {
  test("is that of Standard Webhooks", async () => {
    await run([200], { ...ENV, SIGNING_KEY: KEY });
    const { headers, text } = posts[0]!;
    expect(headers["webhook-id"]).toBe(sent().email.id);
    expect(new Webhook(KEY).verify(text, headers)).toEqual(sent());
    expect(() => new Webhook(KEY).verify(text + " ", headers)).toThrow();
  });

  test("is left out without a key", async () => {
    await run([200]);
    expect(Object.keys(posts[0]!.headers)).not.toContain("webhook-signature");
  });
});

describe("what becomes of it", () => {
  test.each([200, 201, 204, 299])("%d accepts it", async (status) => {
    await run([status], { ...ENV, FALLBACK_ADDRESS: "me@example.com" });
    expect(posts).toHaveLength(1);
    expect(forwarded).toEqual([]);
  });

  test.each<Answer>([408, 425, 429, 500, 502, 503, 504, "no answer"])(
    "%s is tried three times, then the sender is told to try again",
    async (answer) => {
      await expect(run([answer], { ...ENV, FALLBACK_ADDRESS: "me@example.com" })).rejects.toThrow(/^try again later/);
      expect(posts).toHaveLength(WAITS_MS.length);
      expect(slept).toEqual(WAITS_MS.slice(1));
      expect(forwarded).toEqual([]);
    },
  );

  test("a second try may succeed, with the same body", async () => {
    await run([503, 200]);
    expect(posts).toHaveLength(2);
    expect(posts[1]!.text).toBe(posts[0]!.text);
  });

  test.each([301, 302, 307, 400, 401, 403, 404, 405, 413])("%d is forwarded, and not tried again", async (status) => {
    await run([status], { ...ENV, FALLBACK_ADDRESS: "me@example.com" });
    expect(posts).toHaveLength(1);
    expect(forwarded).toEqual(["me@example.com"]);
  });

  test("without a fallback it stays with the sender", async () => {
    await expect(run([403])).rejects.toThrow(/403/);
    expect(posts).toHaveLength(1);
  });

  test.each([
    ["no address", {}],
    ["an address that is none", { WEBHOOK_URL: "monitor.example" }],
    ["an address of another kind", { WEBHOOK_URL: "ftp://monitor.example/" }],
    ["a key that is none", { ...ENV, SIGNING_KEY: "secret!" }],
  ])("%s: nothing is posted, and it is forwarded", async (_, env) => {
    await run([200], { ...env, FALLBACK_ADDRESS: "me@example.com" });
    expect(posts).toHaveLength(0);
    expect(forwarded).toEqual(["me@example.com"]);
    await expect(run([200], env)).rejects.toThrow(/not/);
  });

  test("a mail that cannot be forwarded stays with the sender", async () => {
    const broken = { ...message(), forward: () => Promise.reject(new Error("not verified")) };
    await expect(accept(broken, { ...ENV, FALLBACK_ADDRESS: "me@example.com" }, world([403]))).rejects.toThrow();
  });

  test("an error tells no secret", async () => {
    for (const answer of [503, 403, "no answer"] as Answer[])
      await expect(run([answer], { ...ENV, SIGNING_KEY: KEY })).rejects.toThrow(/^(?!.*(the-secret|whsec|a0b1c2)).*$/);
  });
});
