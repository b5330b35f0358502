import { describe, expect, test } from "vitest";
import { mailOf, understood } from "./helper";
import htmlOnly from "./mails/html-only.eml";
import incidentio from "./mails/incidentio.eml";
import instatus from "./mails/instatus.eml";
import spam from "./mails/spam.eml";

describe("a mail of incident.io", () => {
  test("gives the ULID of the link, and the title without the page's name", async () => {
    expect(await understood(incidentio)).toMatchObject({
      vendor: "incidentio",
      kind: "incident_update",
      confidence: "medium",
      page: { name: "Globex", url: "https://status.globex.example" },
      incident: {
        id: "01HZG1NC1DENT0000000000001",
        title: "doomsday device is slow",
        url: "https://status.globex.example/incidents/01HZG1NC1DENT0000000000001",
      },
      update: {
        status: "investigating",
        text: "We are looking into slow responses of the doomsday device.",
      },
      components: ["Doomsday device"],
    });
  });

  test("whose link has a short id is less sure, and has no id", async () => {
    const said = await understood(incidentio.replace("01HZG1NC1DENT0000000000001", "k3v9w2x7"));
    expect(said.confidence).toBe("low");
    expect(said.incident?.id).toBeUndefined();
    expect(said.incident?.url).toBe("https://status.globex.example/incidents/k3v9w2x7");
  });

  test("from another address is known by its link", async () => {
    const own = incidentio.replace('"Globex (via incident.io)" <no-reply@status.incident.io>', "<status@globex.example>");
    expect((await understood(own)).vendor).toBe("incidentio");
  });

  test("without status and link is no update", async () => {
    const said = await understood(mailOf("Your invoice", "Pay.", ["From: <no-reply@status.incident.io>"]));
    expect(said.kind).toBe("unrecognized");
  });
});

describe("mails without a template", () => {
  test("Instatus, by its address", async () => {
    expect(await understood(instatus)).toMatchObject({
      vendor: "instatus",
      kind: "incident_update",
      confidence: "low",
      incident: { title: "Uploads fail" },
      update: { status: "monitoring", text: "A fix was made; we are watching the uploads." },
    });
  });

  test("HTML only", async () => {
    const said = await understood(htmlOnly);
    expect(said).toMatchObject({
      vendor: "generic",
      kind: "incident_update",
      incident: { title: "TPS reports are late" },
      update: { status: "resolved", text: "All reports & cover sheets are filed again." },
    });
    expect(JSON.stringify(said)).not.toContain("alert(1)");
  });

  test.each([
    ["[INCIDENT] Uploads fail", undefined, "Uploads fail", "incident_update"],
    ["[Resolved] Uploads fail", "resolved", "Uploads fail", "incident_update"],
    ["Incident: Uploads fail", undefined, "Uploads fail", "incident_update"],
    ["Uploads fail - Resolved", "resolved", "Uploads fail", "incident_update"],
    ["[Monitoring] Hooli - Uploads fail - again", "monitoring", "Hooli - Uploads fail - again", "incident_update"],
    ["Maintenance: Database move", undefined, "Database move", "maintenance_update"],
    ["Database move - In progress", "in_progress", "Database move", "maintenance_update"],
    ["Hooli Incident - Uploads fail - 3 March 2026", undefined, "Uploads fail", "incident_update"],
  ])("%s", async (subject, status, title, kind) => {
    const said = await understood(mailOf(subject, "It is so."));
    expect(said.kind).toBe(kind);
    expect(said.incident?.title).toBe(title);
    expect(said.update?.status).toBe(status);
    expect(said.confidence).toBe("low");
  });

  test("the status may stand in a line of its own", async () => {
    const said = await understood(mailOf("[INCIDENT] Uploads fail", "Status: Identified\n\nA disk is full."));
    expect(said.update).toEqual({ status: "identified", text: "A disk is full." });
  });

  test.each(["[Hooli] Spring sale", "Re: Incident reports", "Resolved", "", "[Resolved]", "Investigating your order"])(
    "%s is nobody's incident",
    async (subject) => {
      expect((await understood(mailOf(subject, "Hello."))).kind).toBe("unrecognized");
    },
  );

  test("spam is unrecognized, and kept with its text", async () => {
    expect(await understood(spam)).toEqual({
      version: 1,
      id: "id",
      vendor: "generic",
      kind: "unrecognized",
      confidence: "low",
      authentication: { spf: "pass", dkim: "none", dmarc: "none" },
      truncated: false,
    });
  });
});
