// What the tests share: from the text of a mail to what is posted of it.

import { readMail } from "../src/mail";
import { readRaw, type Raw } from "../src/raw";
import { reportOf } from "../src/report";
import { understand } from "../src/understand";

export const NOW = new Date("2026-03-14T18:00:30Z");

/** In pieces, as they come from the network. */
export function stream(bytes: Uint8Array, piece = 1000): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      controller.enqueue(bytes.slice(at, at + piece));
      at += piece;
    },
  });
}

/** Fixtures have the newlines of this repository; a mail has CRLF. */
export function wire(mail: string | Uint8Array): Uint8Array {
  return typeof mail === "string" ? new TextEncoder().encode(mail.replaceAll("\n", "\r\n")) : mail;
}

export async function rawOf(mail: string | Uint8Array): Promise<Raw> {
  return readRaw(stream(wire(mail), 64 * 1024));
}

/** What the worker posts of it. */
export async function reported(mail: string | Uint8Array, to = "status@monitor.example", now = NOW) {
  const read = await readMail(await rawOf(mail));
  return reportOf(read, understand(read, now), { from: "bounce@sender.example", to, receivedAt: now }, "id");
}

export async function understood(mail: string | Uint8Array, now = NOW) {
  return (await reported(mail, undefined, now)).email;
}

/** A mail with this subject and plain text. */
export function mailOf(subject: string, text: string, headers: string[] = ["From: a@b.example"]): string {
  return [...headers, `Subject: ${subject}`, "Content-Type: text/plain; charset=utf-8", "", text].join("\n");
}
