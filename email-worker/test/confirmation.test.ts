import { describe, expect, test } from "vitest";
import { mailOf, reported, understood } from "./helper";
import confirmation from "./mails/confirmation.eml";

const PLAIN = "Please confirm your subscription:\nhttps://status.acme.example/s/t0ken\n";

describe("a mail that asks for a confirmation", () => {
  test("gives the link of its HTML, whole", async () => {
    expect(await understood(confirmation)).toMatchObject({
      kind: "subscription_confirmation",
      confirm_url: "https://status.globex.example/subscriptions/s1?token=t0ken000000000&step=confirm",
    });
  });

  test("gives the link that the words before it are about", async () => {
    const said = await understood(mailOf("Acme updates", PLAIN));
    expect(said.confirm_url).toBe("https://status.acme.example/s/t0ken");
  });

  test("has the link nowhere else", async () => {
    const { email, ...rest } = await reported(confirmation);
    expect(email.confirm_url).toContain("t0ken");
    expect(JSON.stringify({ ...rest, ...email, confirm_url: "" })).not.toContain("t0ken");
  });

  test.each([
    ["an incident", mailOf("[Investigating] Confirm is broken", PLAIN)],
    ["no link", mailOf("Confirm your subscription", "Please confirm.")],
    ["a link to leave only", mailOf("Confirm your email", "https://acme.example/unsubscribe/confirm")],
    ["a link without TLS", mailOf("Confirm your email", "http://acme.example/confirm")],
    ["nothing of subscriptions", mailOf("Confirm the meeting", "https://acme.example/confirm")],
  ])("%s: it is none", async (_, mail) => {
    const said = await understood(mail);
    expect(said.kind).not.toBe("subscription_confirmation");
    expect(said.confirm_url).toBeUndefined();
  });
});
