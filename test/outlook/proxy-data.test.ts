import { describe, expect, test } from "vitest";
import { parsePropertyName } from "../../src/outlook/mapi-property.ts";
import { judgeProxyData, type ProxyDataOptions } from "../../src/outlook/proxy-data.ts";

const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));
const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "latin1"));
const BINARY = 3;

function judge(name: string, data: Uint8Array, type = BINARY, options: ProxyDataOptions = {}) {
  return judgeProxyData(parsePropertyName(name) ?? { type: 0, id: 0 }, type, data, options);
}

describe("a change", () => {
  test("touches one byte of Unicode text", () => {
    const data = utf16("server.example.com-44300\0");
    const { verdict, newText, newData, byteIndex } = judge("001f6622", data);
    expect({ verdict, newText, byteIndex }).toEqual({
      verdict: "change",
      newText: "server.example.com:44300",
      byteIndex: 0x24,
    });
    expect(newData).toEqual(utf16("server.example.com:44300\0"));
    expect(data, "the old bytes stay").toEqual(utf16("server.example.com-44300\0"));
  });

  test("touches one byte of 8-bit text", () => {
    const { newData, byteIndex } = judge("001e6622", latin1("server.example.com-44300\0"));
    expect(byteIndex).toBe(0x12);
    expect(newData).toEqual(latin1("server.example.com:44300\0"));
  });

  test("lies where the bytes are, whatever characters stand before it", () => {
    const { newData, byteIndex } = judge("001f6622", utf16("büro.example.com-443\0"));
    expect(byteIndex).toBe(32);
    expect(newData).toEqual(utf16("büro.example.com:443\0"));
  });
});

test("an 8-bit text beyond ASCII stays: its code page is not known", () => {
  expect(judge("001e6622", latin1("b\xfcro.example.com-443\0"))).toMatchObject({
    verdict: "malformed",
    oldText: "büro.example.com-443",
    newData: undefined,
  });
});

describe("a value of another type", () => {
  const data = utf16("server.example.com-44300\0");
  test("is reported, with the option that would change it", () => {
    const judgement = judge("001f6622", data, 1);
    expect(judgement).toMatchObject({ verdict: "skipped", needs: "--any-type", newData: undefined });
    expect(judgement.reason).toContain("REG_SZ");
  });
  test("is changed with that option", () => {
    expect(judge("001f6622", data, 1, { anyType: true })).toMatchObject({ verdict: "change", byteIndex: 0x24 });
  });
  test("that is already right needs no option", () => {
    expect(judge("001f6622", utf16("server.example.com:44300\0"), 1).verdict).toBe("done");
  });
});

test.each([
  [utf16("server.example.com-44300")],
  [utf16("server.example.com\0-44300\0")],
  [utf16("server.example.com-44300\0").subarray(0, -1)],
  [utf16("server.example.com-44300\0\0")],
  [utf16("\ud83dserver.example.com-44300\0")],
  [new Uint8Array()],
])("malformed bytes are never touched: %j", (data) => {
  expect(judge("001f6622", data, BINARY, { anyType: true, port: 44300, host: "server.example.com" })).toMatchObject({
    verdict: "malformed",
    newData: undefined,
  });
});

test("an ambiguous text names the option that decides", () => {
  expect(judge("001f6622", utf16("exch-2010\0"))).toMatchObject({
    verdict: "ambiguous",
    needs: "--port 2010",
    oldText: "exch-2010",
  });
  expect(judge("001f6622", utf16("exch-2010\0"), BINARY, { port: 2010 })).toMatchObject({
    verdict: "change",
    newText: "exch:2010",
  });
});
