import { describe, expect, test } from "vitest";
import { authenticationOf } from "../src/authentication";

const PASS = "mx.cloudflare.net; dkim=pass header.d=a.example; dmarc=pass header.from=a.example; spf=pass smtp.mailfrom=x";
const FAIL = "mx.cloudflare.net; dkim=fail; dmarc=fail (p=none); spf=softfail";
const NONE = { spf: "none", dkim: "none", dmarc: "none" };
const results = (value: string) => ({ name: "authentication-results", value });
const other = (name: string, value = "x") => ({ name, value });

describe("the verdict of the mail server", () => {
  test("stands in the topmost block", () => {
    const headers = [other("received"), other("arc-seal"), results(PASS), other("from")];
    expect(authenticationOf(headers)).toEqual({ spf: "pass", dkim: "pass", dmarc: "pass" });
  });

  test("is the first one: what a sender wrote below does not count", () => {
    expect(authenticationOf([other("received"), results(FAIL), results(PASS)])).toEqual({
      spf: "softfail",
      dkim: "fail",
      dmarc: "fail",
    });
  });

  test.each([
    ["absent", [other("received"), other("from")]],
    ["below a header of the mail", [other("received"), other("dkim-signature"), results(PASS)]],
    ["below another server's Received", [other("received"), other("received"), results(PASS)]],
    ["of another server", [results(PASS.replace("mx.cloudflare.net", "mx.evil.example"))]],
    ["of no server", [results("; dmarc=pass")]],
    ["no mail at all", []],
  ])("%s: none", (_, headers) => {
    expect(authenticationOf(headers)).toEqual(NONE);
  });

  test("one good DKIM signature of several is enough", () => {
    expect(authenticationOf([results("mx.cloudflare.net; dkim=fail; dkim=pass")]).dkim).toBe("pass");
  });

  test("comments and words that are not known say nothing", () => {
    const value = "mx.cloudflare.net; spf=(dmarc=pass; spf=pass) fail; dmarc=splendid; x (; dkim=pass";
    expect(authenticationOf([results(value)])).toEqual(NONE);
  });
});
