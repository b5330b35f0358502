// Mails that mean harm, or are broken. Each must come out capped, and none may end in an exception.

import { describe, expect, test } from "vitest";
import { BODY_BYTES, COMPONENTS, NAME_BYTES, RAW_BYTES, RAW_LINES, SUBJECT_BYTES } from "../src/limits";
import { readRaw } from "../src/raw";
import { mailOf, rawOf, reported, stream, understood, wire } from "./helper";

const bytes = (text: string) => new TextEncoder().encode(text).length;
const binary = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));

describe("sizes", () => {
  test("25 MiB are read no further than the limit", async () => {
    let given = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        given += 65536;
        if (given > 25 * 1024 * 1024) controller.close();
        else controller.enqueue(new Uint8Array(65536).fill(97));
      },
    });
    const raw = await readRaw(endless);
    expect(raw.bytes.length).toBe(RAW_BYTES);
    expect(raw.truncated).toBe(true);
    expect(given).toBeLessThan(2 * RAW_BYTES);
  });

  test("a million lines end at the limit", async () => {
    const raw = await rawOf(binary("\n".repeat(200_000)));
    expect(raw.bytes.length).toBe(RAW_LINES);
    expect(raw.truncated).toBe(true);
  });

  test("a mail of exactly the limit is whole", async () => {
    const raw = await readRaw(stream(new Uint8Array(RAW_BYTES).fill(97)));
    expect(raw).toMatchObject({ truncated: false });
    expect(raw.bytes.length).toBe(RAW_BYTES);
  });

  test("what is posted is capped, at a character", async () => {
    const out = await reported(mailOf("[Resolved] " + "ü".repeat(2000), "€".repeat(40_000)));
    expect(bytes(out.subject)).toBeLessThanOrEqual(SUBJECT_BYTES);
    expect(bytes(out.email.incident!.title!)).toBe(SUBJECT_BYTES);
    expect(bytes(out.body)).toBeLessThanOrEqual(BODY_BYTES);
    expect(bytes(out.email.update!.text!)).toBeLessThanOrEqual(BODY_BYTES);
    expect(out.body).not.toContain("\ufffd");
  });

  test("a mail cut short is still understood, and says so", async () => {
    const said = await understood(mailOf("[Resolved] Uploads fail", "It is over.\n\n" + "x\n".repeat(400_000)));
    expect(said).toMatchObject({ truncated: true, update: { status: "resolved" } });
  });

  test.each([
    ["a name", `"Acme <noreply@statuspage.io> ${"x".repeat(300)}" <x@evil.example>`],
    ["a name that ends where it would be cut", `"${"x".repeat(231)} <noreply@statuspage.io>${"x".repeat(9)}" <x@evil.example>`],
    ["an address", `Acme <${"x".repeat(235)}@instatus.com.evil.example>`],
  ])("%s of any length does not make the sender another", async (_, from) => {
    const out = await reported(mailOf("x", "y", [`From: ${from}`]));
    expect(bytes(out.from)).toBeLessThanOrEqual(NAME_BYTES);
    expect(out.from).not.toMatch(/<noreply@|@instatus\.com$/);
  });

  test("components are so many at most", async () => {
    const text = `Incident resolved\n\nText\n\nComponents Affected\n${"API, ".repeat(5000)}\n`;
    const said = await understood(mailOf("A Incident - B - 2 March 2026", text, ["From: noreply@statuspage.io"]));
    expect(said.components?.length).toBe(COMPONENTS);
  });
});

/** Input that makes a careless expression try again from each place. */
describe("what would take long if it were looked at twice", () => {
  const N = 120_000;
  test.each([
    ["opened brackets", mailOf("[".repeat(N), "[".repeat(N))],
    ["dashes", mailOf(" - ".repeat(N / 3), "- ".repeat(N / 2))],
    ["blanks", mailOf("a" + " ".repeat(N) + "b", " ".repeat(N) + "\n" + "\t".repeat(N / 2))],
    ["links", mailOf("x", "https://a.example/?".repeat(N / 20))],
    ["links of one letter", mailOf("x", "http:// ".repeat(N / 8))],
    ["comments", mailOf("x", "y", [`Authentication-Results: mx.cloudflare.net; ${"(".repeat(50_000)}`])],
    ["tags", ["Content-Type: text/html", "", "<".repeat(N)].join("\n")],
    ["half comments of HTML", ["Content-Type: text/html", "", "<!-- ".repeat(N / 5)].join("\n")],
    ["anchors", ["Content-Type: text/html", "", "<a href=".repeat(N / 8)].join("\n")],
    ["entities", ["Content-Type: text/html", "", "&#x".repeat(N / 3)].join("\n")],
    ["encoded words", mailOf("=?utf-8?Q?".repeat(2000), "x")],
    ["confirmations", mailOf("Confirm your email", "confirm unsubscribe ".repeat(N / 20))],
    ["status lines", mailOf("x", "Incident Incident\n".repeat(15_000))],
    ["addresses", mailOf("x", "y", ["From: " + "<".repeat(20_000)])],
    ["parameters", ["Content-Type: text/plain; " + "a=b; ".repeat(10_000), "", "x"].join("\n")],
  ])("%s", async (_, mail) => {
    expect((await understood(mail)).version).toBe(1);
  });
});

describe("broken and odd MIME", () => {
  const part = (type: string, text: string) => `--b\nContent-Type: ${type}\n\n${text}\n`;

  test.each([
    ["nothing", ""],
    ["only newlines", "\n\n\n"],
    ["no headers", "just text"],
    ["a NUL", "Subject: a\0b\n\nc\0d"],
    ["no end of multipart", `Content-Type: multipart/mixed; boundary=b\n\n${part("text/plain", "x")}`],
    ["no parts", "Content-Type: multipart/mixed; boundary=b\n\n"],
    ["an empty boundary", "Content-Type: multipart/mixed; boundary=\n\n--\nx"],
    ["an unknown charset", "Content-Type: text/plain; charset=klingon\n\nx"],
    ["an unknown encoding", "Content-Transfer-Encoding: rot13\n\nx"],
    ["base64 that is none", "Content-Transfer-Encoding: base64\n\n!!!!"],
    ["half of a surrogate", "Subject: =?utf-16?B?2AA=?=\n\nx"],
  ])("%s", async (_, mail) => {
    const out = await reported(mail);
    expect(out.email.kind).toBe("unrecognized");
    expect(JSON.parse(JSON.stringify(out))).toEqual(out);
  });

  test("parts within parts, deeper than anybody means it", async () => {
    const deep = Array.from({ length: 200 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`);
    expect((await understood(`Subject: [Resolved] X\n${deep.join("")}\nx`)).version).toBe(1);
  });

  test("a flood of headers is still posted, with its text and its subject", async () => {
    const mail = `Subject: [Resolved] Uploads fail\n${"X-Flood: y\n".repeat(10_000)}\nIt is over.`;
    const out = await reported(mail);
    expect(out.subject).toBe("[Resolved] Uploads fail");
    expect(out.body).toContain("X-Flood");
  });

  test.each([
    ["iso-8859-1", binary("Subject: [Resolved] X\nContent-Type: text/plain; charset=iso-8859-1\n\nB\xfccher"), "Bücher"],
    ["koi8-r", binary("Subject: [Resolved] X\nContent-Type: text/plain; charset=koi8-r\n\n\xd7\xd3\xc5"), "все"],
    ["base64", "Subject: [Resolved] X\nContent-Transfer-Encoding: base64\n\nQsO8Y2hlcg==", "Bücher"],
    ["quoted-printable", "Subject: [Resolved] X\nContent-Transfer-Encoding: quoted-printable\n\nB=C3=BCch=\ner", "Bücher"],
    [
      "the text part of an alternative",
      `Subject: [Resolved] X\nContent-Type: multipart/alternative; boundary=b\n\n${part("text/html", "<p>no</p>")}${part("text/plain", "yes")}--b--`,
      "yes",
    ],
    [
      "the text within nested parts",
      `Subject: [Resolved] X\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n${part("text/plain", "yes")}--b--\n--a--`,
      "yes",
    ],
  ])("%s", async (_, mail, text) => {
    expect((await understood(mail)).update?.text).toBe(text);
  });

  test("a subject in encoded words", async () => {
    const said = await understood("Subject: =?utf-8?B?W1Jlc29sdmVkXSBCw7xjaGVy?=\n\nx");
    expect(said.incident?.title).toBe("Bücher");
  });

  test("attachments are no text", async () => {
    const mail = `Subject: [Resolved] X\nContent-Type: multipart/mixed; boundary=b\n\n${part("text/plain", "yes")}${part("application/pdf", "JVBERi0x")}--b--`;
    expect((await reported(mail)).body.trim()).toBe("yes");
  });
});

test("wire() is what a mail looks like", () => {
  expect(new TextDecoder().decode(wire("a\nb"))).toBe("a\r\nb");
});
