import { describe, expect, test } from "vitest";
import { timePosted } from "../src/vendor/statuspage";
import { understood } from "./helper";
import maintenance from "./mails/statuspage-maintenance.eml";
import opened from "./mails/statuspage-new.eml";
import resolved from "./mails/statuspage-resolved.eml";
import status from "./mails/statuspage-status.eml";
import update from "./mails/statuspage-update.eml";

describe("a mail of Statuspage", () => {
  test("gives the ids that the page's API has, and all that its text part says", async () => {
    expect(await understood(opened)).toEqual({
      version: 1,
      id: "id",
      vendor: "statuspage",
      kind: "incident_update",
      confidence: "high",
      page: { name: "Acme Cloud" },
      incident: {
        id: "4x7k2m9q1w3e",
        title: "Elevated API error rates",
        shortlink: "https://stspg.io/k2m4p6r8t0v1",
      },
      update: {
        id: "5y8l3n0r2x4f",
        status: "investigating",
        text: "We are investigating elevated error rates — mostly in the eu-west zone, with timeouts of 30 seconds = 30000 ms.",
        posted_at: "2026-03-02T09:58:00.000Z",
      },
      components: ["API", "Dashboard"],
      authentication: { spf: "pass", dkim: "pass", dmarc: "pass" },
      truncated: false,
    });
  });

  test.each([
    ["New incident: Investigating", opened, "investigating", "5y8l3n0r2x4f"],
    ["Incident status: Identified", status, "identified", "6z9m4p1s3y5g"],
    ["An update has been posted", update, undefined, "7a0n5q2t4z6h"],
    ["Incident resolved", resolved, "resolved", "8b1o6r3u5a7i"],
  ])("%s", async (_, mail, word, id) => {
    const said = await understood(mail);
    expect(said.kind).toBe("incident_update");
    expect(said.update?.status).toBe(word);
    expect(said.update?.id).toBe(id);
    expect(said.confidence).toBe("high");
  });

  test("keeps the paragraphs of its text, and the link to an incident in it", async () => {
    expect((await understood(status)).update?.text).toBe(
      "The cause is a faulty load balancer in the eu-west zone.\n\nA fix is on its way.",
    );
    expect((await understood(update)).update?.text).toContain("https://status.acme.example/incidents/4x7k2m9q1w3e");
  });

  test("of a maintenance", async () => {
    const said = await understood(maintenance);
    expect(said.kind).toBe("maintenance_update");
    expect(said.update?.status).toBe("in_progress");
    expect(said.incident?.title).toBe("Database move");
    expect(said.components).toEqual(["Database"]);
  });

  test("under the page's own address is known by its Message-ID", async () => {
    const own = opened.replace("From: Acme Cloud Status <noreply@statuspage.io>", "From: <noreply@acme.example>");
    expect(await understood(own)).toMatchObject({ vendor: "statuspage", confidence: "high" });
  });

  test("without ids is known by its link, and less sure", async () => {
    const bare = opened.replace(/^Message-ID: .*\n/m, "Message-ID: <x@mailer.example>\n");
    const said = await understood(bare);
    expect(said).toMatchObject({ vendor: "statuspage", confidence: "medium" });
    expect(said.incident).toEqual({
      title: "Elevated API error rates",
      shortlink: "https://stspg.io/k2m4p6r8t0v1",
    });
  });

  test("whose two headers name different incidents has no ids", async () => {
    const said = await understood(opened.replace("X-Entity-Ref-ID: 4x7k", "X-Entity-Ref-ID: zzzz"));
    expect(said.incident?.id).toBeUndefined();
    expect(said.update?.id).toBeUndefined();
  });

  test("never gives away whose subscription it is", async () => {
    for (const mail of [opened, status, update, resolved, maintenance])
      expect(JSON.stringify(await understood(mail))).not.toContain("a0b1c2d3e4f5");
  });
});

describe("the time it was posted", () => {
  test.each([
    ["Feb 23, 14:06 UTC", "2026-03-14T18:00:30Z", "2026-02-23T14:06:00.000Z"],
    ["Dec 31, 23:59 UTC", "2027-01-01T00:02:00Z", "2026-12-31T23:59:00.000Z"],
    ["Jan 1, 00:01 UTC", "2026-12-31T23:59:50Z", "2027-01-01T00:01:00.000Z"],
    ["Feb 29, 10:00 UTC", "2028-02-29T10:01:00Z", "2028-02-29T10:00:00.000Z"],
  ])("%s, received at %s", (line, received, time) => {
    expect(timePosted(line, new Date(received))).toBe(time);
  });

  test.each(["Feb 23, 14:06 PST", "Foo 23, 14:06 UTC", "Feb 99, 14:06 UTC", "Feb 23", ""])(
    "%s is not known",
    (line) => {
      expect(timePosted(line, new Date("2026-03-14T18:00:30Z"))).toBeUndefined();
    },
  );
});
