import type { ExportFormat } from "hivex-wasm";
import { expect, it } from "vitest";
import { faultOf } from "./well-formed.ts";

const SOUND: readonly [ExportFormat, string][] = [
  ["none", ""],
  ["jsonl", '{"path":""}\n{"path":"a"}\n'],
  [
    "xml",
    '<?xml version="1.0"?>\n<hive>\n<key name="a &amp; b"><value name="" form="text">x</value><key name="c"/></key>\n</hive>\n',
  ],
  ["csv", 'a,b\n"x, ""y""\n",\n'],
  ["tsv", "K\t\t1\nV\tA\\b\t\\u0041\t1\t2\t0123456789abcdef\n"],
];
const BROKEN: readonly [ExportFormat, string][] = [
  ["none", "x"],
  ["reg", "Windows Registry Editor"],
  ["jsonl", '{"path":"\n"}\n'],
  ["jsonl", '{"path":""}'],
  ["xml", "<hive><key></hive>"],
  ["xml", "<hive><key></key>"],
  ["xml", "<hive>a & b</hive>"],
  ["xml", "<hive>\u0001</hive>"],
  ["xml", '<hive a="<"></hive>'],
  ["csv", 'a,b\n"x'],
  ["csv", "a,b\nc\n"],
  ["tsv", "K\tä\t1\n"],
  ["tsv", "V\tA\ta\\b\t1\t2\t0123456789abcdef\n"],
];

it.each(SOUND)("%s is well-formed: %j", (format, text) => {
  expect(faultOf(format, Buffer.from(text))).toBeUndefined();
});

it.each(BROKEN)("%s is not: %j", (format, text) => {
  expect(faultOf(format, Buffer.from(text))).toBeTypeOf("string");
});

it("bytes that are no UTF-8 are found", () => {
  expect(faultOf("jsonl", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toContain("UTF-8");
});
