import { type KeyDescription, writeHive } from "../../../fixtures/build/hive-writer.ts";
import type { ValueDescription } from "../../../fixtures/build/value.ts";

const TIME = 133_000_000_000_000_007n; // 700 ns behind a whole second or so: all seven digits count

/** Names that some format or other could stumble over; the .reg format can tell all of these. */
const NAMES: readonly string[] = [
  'quo"te',
  "back\\slash",
  "\\u0041",
  "u0041",
  "ends with\\",
  "tab\there",
  "bell\u0007",
  "delete\u007fnext\u0085line",
  "é",
  "Ω",
  "\u{1f600}",
  "\u2028\u2029",
  "\ufffe\uffff",
  "<&>'",
  "a=b;c]d[e",
  " blanks ",
  "]]>",
];

/** Names that no .reg file can tell. */
export const NAMES_BEYOND_REG: readonly string[] = ["line\r\nbreak", "inner\0NUL", "\0"];
/** Names that UTF-8 cannot tell either. */
export const LONE_SURROGATES: readonly string[] = ["\ud800", "\udc00\ud800x"];

export const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "utf16le"));

/** Texts with and without the NULs that a type asks for. */
const TEXTS: readonly string[] = [
  "",
  "\0",
  "\0\0",
  "plain\0",
  "no end",
  "two ends\0\0",
  "inner\0NUL\0",
  'say "x"\0',
  "C:\\u0041\\ends\\\0",
  "line\r\nbreak\0",
  "tab\tbell\u0007\u007f\u0085\0",
  "\u{1f600}é\0",
  "\ud83d\0",
  "\ude00\ud83d\0",
  "\ufffe\uffff\u2028\0",
  "<&>]]>\0",
  "a\0b\0\0",
  'a","b\0c\\\0\0',
  "a\0\0b\0\0",
  "a\0\0\0",
  "a\0b",
];
const RAW: readonly Uint8Array[] = [
  Uint8Array.of(7),
  Uint8Array.of(1, 2, 3),
  Uint8Array.of(1, 2, 3, 0xfe),
  Uint8Array.of(1, 2, 3, 4, 5),
  Uint8Array.from({ length: 8 }, (_, index) => 255 - index),
  Uint8Array.from({ length: 9 }, (_, index) => index),
  Uint8Array.from({ length: 500 }, (_, index) => (index * 7) & 255),
];
const TYPES: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0xffff0012];

/** Texts whose surrogate pairs, backslashes and ends lie across the places where data is cut into pieces. */
function borderTexts(): string[] {
  const borders = [16344 / 2, 16384, (2 * 16344) / 2, 2 * 16384];
  return borders.flatMap((units) => [
    `${"x".repeat(units - 1)}\u{1f600}tail\0`,
    `${"x".repeat(units - 1)}\\u0041\0`,
    `${"x".repeat(units - 1)}\\\0`,
    `${"x".repeat(units)}\0`,
    `${"x".repeat(units - 1)}\0`,
    `${"x".repeat(units - 1)}\ud83d\0`,
  ]);
}

const SPECIAL = [
  '"',
  "\\",
  "&",
  "<",
  ">",
  "\u007f",
  "\u0080",
  "\u009f",
  "\u00a0",
  "é",
  "Ω",
  "\u07ff",
  "耀",
  "\ud7ff",
  "\ue000",
  "\u{1f600}",
];

/** Text is written in blocks of sixteen: what has to be escaped stands at every place of one, and of the next. */
function blockTexts(): string[] {
  return SPECIAL.flatMap((special) =>
    Array.from({ length: 34 }, (_, before) => `${"x".repeat(before)}${special}${"y".repeat(before % 5)}`),
  );
}

function valuesOfType(type: number): ValueDescription[] {
  const data = [...TEXTS.map(utf16), ...RAW];
  return data.map((bytes, index) => ({ name: `${index}`, type, data: bytes }));
}

/** A hive with everything that is hard to tell as text. */
export function edgeHive(minor: number, extraNames: readonly string[] = []): Uint8Array {
  const names = [...NAMES, ...extraNames];
  const keys: KeyDescription[] = [
    ...TYPES.map((type) => ({ name: `type ${type.toString(16)}`, values: valuesOfType(type) })),
    {
      name: "borders",
      values: borderTexts().flatMap((text, index) => [
        { name: `sz ${index}`, type: 1, data: utf16(text) },
        { name: `multi ${index}`, type: 7, data: utf16(`${text}\0`) },
        { name: `binary ${index}`, type: 3, data: utf16(text) },
      ]),
    },
    {
      name: "blocks",
      values: blockTexts().flatMap((text, index) => [
        { name: `${index}${text}`, type: 1, data: utf16(`${text}\0`) },
        { name: `list ${index}`, type: 7, data: utf16(`${text}\0${text}\0\0`) },
      ]),
    },
    {
      name: "names",
      values: [
        { name: "", type: 1, data: utf16("default\0") },
        ...names.map((name) => ({ name, type: 4, data: Uint8Array.of(1, 0, 0, 0) })),
      ],
      keys: names.map((name) => ({ name, keys: [{ name: "below" }] })),
    },
    // The beginning of a line decides where it is wrapped.
    {
      name: "wrap",
      values: Array.from({ length: 90 }, (_, size) => ({ name: "n".repeat(size), type: 3, data: new Uint8Array(60) })),
    },
    { name: "times", keys: [0n, 1n, 2n ** 63n, 2n ** 64n - 1n, TIME].map((time) => ({ name: `${time}`, time })) },
  ];
  return writeHive({
    minor,
    sequence: 7,
    time: TIME,
    fileName: "edge",
    root: { name: "root", values: [{ name: "v", type: 1, data: utf16("at the root\0") }], keys },
  }).bytes;
}
