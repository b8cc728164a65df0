import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeProxyText, type ProxyTextOptions } from "../../src/outlook/proxy-text.ts";

/** What became of a text: the new text, or the verdict alone. */
function outcome(text: string, options: ProxyTextOptions = {}): string {
  const judgement = judgeProxyText(text, options);
  return judgement.verdict === "change" ? `-> ${judgement.text}` : judgement.verdict;
}

describe("fixing", () => {
  test.each([
    // The last hyphen before 1 to 5 digits at the end.
    ["server.example.com-44300", "-> server.example.com:44300"],
    ["mail-gw.example.com-44300", "-> mail-gw.example.com:44300"],
    ["mail-gw-2.north-east.example.com-44300", "-> mail-gw-2.north-east.example.com:44300"],
    ["a-1.b-2.example.com-3", "-> a-1.b-2.example.com:3"],
    ["mail-443.example.com-443", "-> mail-443.example.com:443"],
    ["SERVER.EXAMPLE.COM-443", "-> SERVER.EXAMPLE.COM:443"],
    ["under_score.example.com-443", "-> under_score.example.com:443"],
    ["192.0.2.17-8443", "-> 192.0.2.17:8443"],
    ["büro.example.com-443", "-> büro.example.com:443"],
    ["xn--bro-hoa.example.com-443", "-> xn--bro-hoa.example.com:443"],
    ["server.example.com.-443", "-> server.example.com.:443"],
    // The port's limits.
    ["server.example.com-1", "-> server.example.com:1"],
    ["server.example.com-65535", "-> server.example.com:65535"],
    ["server.example.com-65536", "malformed"],
    ["server.example.com-70000", "malformed"],
    ["server.example.com-99999", "malformed"],
    ["server.example.com-0", "malformed"],
    ["server.example.com-00000", "malformed"],
    ["server.example.com-100000", "skipped"],
    ["server.example.com-", "malformed"],
    ["server.example.com-44300x", "skipped"],
    ["server.example.com-x44300", "skipped"],
    ["server.example.com-٤٤٣", "skipped"],
    ["server.example.com-443 ", "malformed"],
    ["server.example.com-443\n", "malformed"],
    ["server.example.com -443", "malformed"],
    ["server.example.com--443", "malformed"],
    ["server.example.com-443-", "malformed"],
    // No port at all.
    ["", "skipped"],
    ["server.example.com", "skipped"],
    ["mail-gw.example.com", "skipped"],
    ["exchange", "skipped"],
    ["exch-north", "skipped"],
    ["exch2010", "skipped"],
    // Without a dot the digits may belong to the name.
    ["exch-2010", "ambiguous"],
    ["srv-1", "ambiguous"],
    ["mail-gw-44300", "ambiguous"],
    ["exch.-2010", "ambiguous"],
    ["exch-0", "skipped"],
    ["exch-70000", "skipped"],
    ["exch--2010", "skipped"],
    // Nobody types a port with a zero in front.
    ["mail.example-01", "ambiguous"],
    ["server.example.com-00443", "ambiguous"],
    // Already as wanted.
    ["server.example.com:44300", "done"],
    ["server.example.com:1", "done"],
    ["server.example.com:65535", "done"],
    ["exch-2010:443", "done"],
    ["mail-1.example.com-2:3", "done"],
    // Not a server name.
    ["https://server.example.com-44300", "malformed"],
    ["http://server.example.com-80", "malformed"],
    ["HTTPS://server.example.com:443", "malformed"],
    ["server.example.com:", "malformed"],
    ["server.example.com:0", "malformed"],
    ["server.example.com:65536", "malformed"],
    ["server.example.com:https", "malformed"],
    ["server.example.com:443:443", "malformed"],
    ["server.example.com:443-444", "malformed"],
    [":443", "malformed"],
    ["-443", "malformed"],
    ["--443", "malformed"],
    ["443", "skipped"],
    [".example.com-443", "malformed"],
    ["server..example.com-443", "malformed"],
    ["-server.example.com-443", "malformed"],
    ["server-.example.com-443", "malformed"],
    ["server.example.com/rpc-443", "malformed"],
    ["\\\\server.example.com-443", "malformed"],
    ["user@server.example.com-443", "malformed"],
    ["[2001:db8::1]-443", "malformed"],
    ["[2001:db8::1]:443", "malformed"],
    ["2001:db8::1-443", "malformed"],
    ["server.example.com\u202e-443", "malformed"],
    [`${"a".repeat(64)}.example.com-443`, "malformed"],
    [`${"a.".repeat(130)}com-443`, "malformed"],
  ])("%j %s", (text, expected) => {
    expect(outcome(text)).toBe(expected);
  });
});

describe("fixing with a word from the user", () => {
  test.each<[string, ProxyTextOptions, string]>([
    ["exch-2010", { port: 2010 }, "-> exch:2010"],
    ["exch-2010", { host: "exch" }, "-> exch:2010"],
    ["exch-2010", { host: "EXCH" }, "-> exch:2010"],
    ["exch-2010", { port: 443 }, "skipped"],
    ["exch-2010", { host: "exch-2010" }, "skipped"],
    ["exch-2010", { host: "other" }, "skipped"],
    ["exch-2010", { host: "exch", port: 443 }, "skipped"],
    ["exch-2010", { host: "exch", port: 2010 }, "-> exch:2010"],
    ["server.example.com-00443", { port: 443 }, "-> server.example.com:00443"],
    ["server.example.com-44300", { port: 44300 }, "-> server.example.com:44300"],
    ["server.example.com-44300", { port: 443 }, "skipped"],
    ["server.example.com-44300", { host: "Server.Example.Com" }, "-> server.example.com:44300"],
    ["server.example.com.-44300", { host: "server.example.com" }, "-> server.example.com.:44300"],
    ["server.example.com-44300", { host: "example.com" }, "skipped"],
    ["server.example.com:44300", { port: 44300 }, "done"],
    ["server.example.com:44300", { port: 443 }, "skipped"],
    ["server.example.com:44300", { host: "other.example.com" }, "skipped"],
    ["exch-70000", { port: 70000 }, "skipped"],
    ["https://server.example.com-443", { port: 443 }, "malformed"],
    ["server.example.com--443", { port: 443, host: "server.example.com-" }, "malformed"],
  ])("%j %o %s", (text, options, expected) => {
    expect(outcome(text, options)).toBe(expected);
  });
});

describe("undoing", () => {
  test.each<[string, ProxyTextOptions, string]>([
    ["server.example.com:44300", {}, "-> server.example.com-44300"],
    ["mail-gw.example.com:1", {}, "-> mail-gw.example.com-1"],
    ["exch:2010", {}, "-> exch-2010"],
    ["server.example.com:00443", {}, "-> server.example.com-00443"],
    ["server.example.com-44300", {}, "done"],
    ["exch-2010", {}, "skipped"],
    ["exch-2010", { port: 2010 }, "done"],
    ["server.example.com", {}, "skipped"],
    ["server.example.com:44300", { port: 443 }, "skipped"],
    ["server.example.com:44300", { host: "other" }, "skipped"],
    ["server.example.com:44300", { host: "server.example.com", port: 44300 }, "-> server.example.com-44300"],
    ["server.example.com:0", {}, "malformed"],
    ["https://server.example.com:443", {}, "malformed"],
    ["[2001:db8::1]:443", {}, "malformed"],
    ["", {}, "skipped"],
  ])("%j %o %s", (text, options, expected) => {
    expect(outcome(text, { ...options, undo: true })).toBe(expected);
  });
});

test("a verdict that leaves the text alone says why", () => {
  expect(judgeProxyText("exch-2010")).toEqual({
    verdict: "ambiguous",
    host: "exch",
    port: 2010,
    reason: "this may be the server's whole name; if 2010 is the port, say --port 2010",
  });
  expect(judgeProxyText("https://a.example")).toMatchObject({ reason: expect.stringContaining("https://") });
  expect(judgeProxyText("a.example-70000")).toMatchObject({ reason: "70000 is no port (1 to 65535)" });
});

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const server = fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => `${labels.join(".")}.example`);
const port = fc.integer({ min: 1, max: 65535 });

test("fixing changes one character, is done the second time, and undoing gives the first text back", () => {
  fc.assert(
    fc.property(server, port, (host, number) => {
      const typed = `${host}-${number}`;
      const fixed = judgeProxyText(typed);
      expect(fixed).toMatchObject({
        verdict: "change",
        text: `${host}:${number}`,
        index: host.length,
        host,
        port: number,
      });
      expect(outcome(`${host}:${number}`)).toBe("done");
      expect(outcome(`${host}:${number}`, { undo: true })).toBe(`-> ${typed}`);
    }),
    { seed: 20091107, numRuns: 500 },
  );
});

const anything = fc.string({ unit: fc.constantFrom("a", "b.c", ".", "-", ":", "0", "é", "/", '"'), maxLength: 6 });
const ending = fc.constantFrom("-443", ":443", "-0", "-70000", ":70000", "-007", "443", "");

test("whatever the text, at most one character changes, and only between a hyphen and a colon", () => {
  const verdicts = new Set<string>();
  fc.assert(
    fc.property(anything, ending, fc.boolean(), (start, end, undo) => {
      const text = start + end;
      const judgement = judgeProxyText(text, { undo });
      verdicts.add(judgement.verdict);
      if (judgement.verdict !== "change") return;
      const changed = [...judgement.text].filter((character, index) => character !== [...text][index]);
      expect(changed).toEqual([undo ? "-" : ":"]);
    }),
    { seed: 44300, numRuns: 3000 },
  );
  expect(verdicts).toEqual(new Set(["change", "done", "ambiguous", "malformed", "skipped"]));
});
