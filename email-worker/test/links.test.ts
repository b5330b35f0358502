import { describe, expect, test } from "vitest";
import { addressTag } from "../src/address";
import { incidentLinkOf, isUlid, linksIn, shortlinkOf, withoutPrivateLinks } from "../src/links";

describe("links", () => {
  test.each([
    ["see https://a.example/incidents/01H, or not", "see https://a.example/incidents/01H, or not"],
    ["https://stspg.io/abc123", "https://stspg.io/abc123"],
    ["<https://a.example/unsubscribe/t0ken>", "<https://a.example/...>"],
    ["https://a.example/?unsubscribe=t0ken", "https://a.example/..."],
    ["https://a.example?t0ken", "https://a.example/..."],
    ["https://a.example/incidents/1?t=t0ken", "https://a.example/..."],
    ["https://evil.example#/incidents/t0ken", "https://evil.example/..."],
    ["https://t0ken@a.example/incidents/1", "(link)"],
    ["https://stspg.io.evil.example/t0ken", "https://stspg.io.evil.example/..."],
    ["HTTPS://A.example:8443/t0ken", "HTTPS://A.example:8443/..."],
    ["https://a.example", "https://a.example"],
    ["http:// t0 and https://%%%/t0ken", "http:// t0 and (link)"],
  ])("%s leaves as %s", (text, out) => {
    expect(withoutPrivateLinks(text)).toBe(out);
    expect(withoutPrivateLinks(out)).toBe(out);
  });

  test("the marks that end a sentence are not of a link", () => {
    expect(linksIn("(see https://a.example/x).")[0]?.url).toBe("https://a.example/x");
  });

  test("ids", () => {
    const links = linksIn("https://a.example/x https://a.example/incidents/01HZG1NC1DENT0000000000001/write https://stspg.io/AB1");
    expect(incidentLinkOf(links)).toEqual({
      url: "https://a.example/incidents/01HZG1NC1DENT0000000000001",
      id: "01HZG1NC1DENT0000000000001",
      origin: "https://a.example",
    });
    expect(shortlinkOf(links)).toBe("https://stspg.io/AB1");
    expect(incidentLinkOf([])).toBeUndefined();
    expect(shortlinkOf([])).toBeUndefined();
  });

  test.each([
    ["01HZG1NC1DENT0000000000001", true],
    ["81HZG1NC1DENT0000000000001", false],
    ["01HZGINC1DENT0000000000001", false],
    ["01HZG1NC1DENT000000000000", false],
  ])("%s is a ULID: %s", (id, is) => {
    expect(isUlid(id)).toBe(is);
  });
});

describe("the tag of an address", () => {
  test.each([
    ["status+acme-k3v9w2x7@m.example", "acme-k3v9w2x7"],
    ["status+ACME@m.example", "acme"],
    ["status@m.example", undefined],
    ["status+@m.example", undefined],
    ["status+a b@m.example", undefined],
    ["a@b+c", undefined],
    ["", undefined],
  ])("%s: %s", (address, tag) => {
    expect(addressTag(address)).toBe(tag);
  });
});
