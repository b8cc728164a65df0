import fc from "fast-check";
import {
  ADMINISTRATORS,
  KEY_ALL_ACCESS,
  KEY_READ,
  RESTRICTED,
  SYSTEM,
  securityDescriptor,
  USER,
} from "../../fixtures/build/security.ts";

/**
 * Which key: one where edits have been, one that has subkeys, one with the longest list of them, or any; the number is taken
 * modulo how many there are.
 */
export interface Pick {
  readonly among: "recent" | "parents" | "longest" | "all";
  readonly number: number;
}

/** Data by its size and the byte that it begins with. */
export interface Content {
  readonly type: number;
  readonly size: number;
  readonly fill: number;
}

/** One edit as data. What it means depends on what there is when its turn comes. */
export type Operation =
  | { readonly op: "create"; readonly key: Pick; readonly name: string }
  | { readonly op: "create-many"; readonly key: Pick; readonly name: string; readonly count: number }
  | { readonly op: "delete-many"; readonly key: Pick; readonly first: number; readonly count: number }
  | {
      readonly op: "set-many";
      readonly key: Pick;
      readonly name: string;
      readonly count: number;
      readonly size: number;
    }
  | { readonly op: "delete"; readonly key: Pick }
  | { readonly op: "move"; readonly key: Pick; readonly parent: Pick; readonly name: string }
  | { readonly op: "rename"; readonly key: Pick; readonly name: string }
  | { readonly op: "copy"; readonly key: Pick; readonly parent: Pick; readonly name: string }
  | { readonly op: "class"; readonly key: Pick; readonly name: string }
  | { readonly op: "time"; readonly key: Pick; readonly time: bigint }
  | { readonly op: "flags"; readonly key: Pick; readonly flags: number }
  | { readonly op: "set"; readonly key: Pick; readonly name: string; readonly content: Content }
  | { readonly op: "change"; readonly key: Pick; readonly value: number; readonly content: Content }
  | { readonly op: "unset"; readonly key: Pick; readonly value: number }
  | { readonly op: "rename-value"; readonly key: Pick; readonly value: number; readonly name: string }
  | { readonly op: "security"; readonly key: Pick; readonly descriptor: number }
  | { readonly op: "undo" }
  /** The page source fails at this read, counted from now; then the edit is done again. */
  | { readonly op: "interrupted"; readonly read: number; readonly operation: Operation }
  | {
      readonly op: "together";
      readonly operations: readonly Operation[];
      readonly end: "kept" | "failing" | "rehearsed";
    };

/** Descriptors to choose from, of several sizes. */
export const DESCRIPTORS: readonly Uint8Array[] = [
  securityDescriptor([SYSTEM, KEY_ALL_ACCESS]),
  securityDescriptor([SYSTEM, KEY_ALL_ACCESS], [RESTRICTED, KEY_READ]),
  securityDescriptor([USER, KEY_READ], [ADMINISTRATORS, KEY_ALL_ACCESS]),
  securityDescriptor([USER, KEY_ALL_ACCESS], [ADMINISTRATORS, KEY_ALL_ACCESS]),
  securityDescriptor(...Array.from({ length: 60 }, (_, rights) => [USER, rights] as [Uint8Array, number])),
];

/** No such name in the corpus: few letters, so that names meet; pairs that differ in case by the NT table, or seem to. */
const NAMES = [
  ..."aAbBzZ_^{0 é É ÿ Ÿ µ Μ ß ẞ ǆ ǅ Ǆ ı I i ϐ β Β € 字 א ა Ა ᾳ ᾼ",
  ...["Key", "KEY", "key\0", "\0", "\0\0", "\ud800", "\udc00\ud800", "𐐀", "𐐨", "\uffff", "ab", "AB", "aB_", "Software"],
];

const unit = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 2, arbitrary: fc.integer({ min: 0xa0, max: 0x24f }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
);
const anyName = (maximum: number): fc.Arbitrary<string> =>
  fc.array(unit, { maxLength: maximum }).map((units) => String.fromCharCode(...units));
const longName = (most: number): fc.Arbitrary<string> =>
  fc
    .record({ letter: fc.constantFrom("x", "€", "ÿ"), length: fc.constantFrom(most - 1, most, most + 1) })
    .map(({ letter, length }) => letter.repeat(length));

/** Also impossible ones: empty, with a backslash, too long. */
const keyName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES) },
  { weight: 6, arbitrary: anyName(24) },
  { weight: 1, arbitrary: longName(255) },
  { weight: 1, arbitrary: fc.constantFrom("", "\\", "a\\b") },
);
const valueName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...NAMES, "", "a\\b", "/") },
  { weight: 6, arbitrary: anyName(24) },
  { weight: 1, arbitrary: longName(16383) },
  { weight: 1, arbitrary: longName(255) },
);

const among = fc.oneof(
  { weight: 8, arbitrary: fc.constant("recent" as const) },
  { weight: 4, arbitrary: fc.constant("parents" as const) },
  { weight: 2, arbitrary: fc.constant("longest" as const) },
  { weight: 6, arbitrary: fc.constant("all" as const) },
);
const pick: fc.Arbitrary<Pick> = fc.record({ among, number: fc.nat(0xffff) });
const size = fc.oneof(
  { weight: 6, arbitrary: fc.nat(12) },
  { weight: 6, arbitrary: fc.nat(300) },
  { weight: 3, arbitrary: fc.nat(5000) },
  { weight: 1, arbitrary: fc.constantFrom(16343, 16344, 16345, 32688, 32689) },
  { weight: 1, arbitrary: fc.integer({ min: 5000, max: 140_000 }) },
);
const content: fc.Arbitrary<Content> = fc.record({
  type: fc.oneof(fc.nat(11), fc.constantFrom(0xffffffff, 0x80000000, 0xffff0012)),
  size,
  fill: fc.nat(255),
});

const simple: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ op: fc.constant("create" as const), key: pick, name: keyName }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("delete" as const), key: pick }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("move" as const), key: pick, parent: pick, name: keyName }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("rename" as const), key: pick, name: keyName }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("copy" as const), key: pick, parent: pick, name: keyName }) },
  { weight: 2, arbitrary: fc.record({ op: fc.constant("class" as const), key: pick, name: valueName }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant("time" as const), key: pick, time: fc.bigInt(0n, 1n << 62n) }) },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant("flags" as const), key: pick, flags: fc.constantFrom(0x80, 0x100, 0x380) }),
  },
  { weight: 7, arbitrary: fc.record({ op: fc.constant("set" as const), key: pick, name: valueName, content }) },
  { weight: 5, arbitrary: fc.record({ op: fc.constant("change" as const), key: pick, value: fc.nat(99), content }) },
  { weight: 4, arbitrary: fc.record({ op: fc.constant("unset" as const), key: pick, value: fc.nat(99) }) },
  {
    weight: 3,
    arbitrary: fc.record({ op: fc.constant("rename-value" as const), key: pick, value: fc.nat(99), name: valueName }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("security" as const),
      key: pick,
      descriptor: fc.nat(DESCRIPTORS.length - 1),
    }),
  },
);

const manyNames = fc.constantFrom("many ", "MANY", "Größe", "€");
/** Now and then enough for lists of several leaves. */
const count = fc.oneof(
  { weight: 9, arbitrary: fc.integer({ min: 2, max: 40 }) },
  { weight: 2, arbitrary: fc.integer({ min: 490, max: 1100 }) },
);
const many: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ op: fc.constant("create-many" as const), key: pick, name: manyNames, count }),
  fc.record({ op: fc.constant("delete-many" as const), key: pick, first: fc.nat(1000), count }),
  fc.record({ op: fc.constant("set-many" as const), key: pick, name: manyNames, count, size: fc.nat(12) }),
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 40, arbitrary: simple },
  { weight: 2, arbitrary: many },
  { weight: 5, arbitrary: fc.constant({ op: "undo" as const }) },
  { weight: 3, arbitrary: fc.record({ op: fc.constant("interrupted" as const), read: fc.nat(3), operation: simple }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant("together" as const),
      operations: fc.array(fc.oneof({ weight: 9, arbitrary: simple }, { weight: 1, arbitrary: many }), {
        minLength: 1,
        maxLength: 8,
      }),
      end: fc.constantFrom("kept" as const, "kept" as const, "failing" as const, "rehearsed" as const),
    }),
  },
);

/** A start, by number, and what is done to it. */
export interface Sequence {
  readonly start: number;
  readonly operations: readonly Operation[];
}

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  start: fc.nat(0xffff),
  operations: fc.array(operation, { minLength: 1, maxLength: 60, size: "max" }),
});

/** The bytes that a content stands for. */
export function dataOf({ size: length, fill }: Content): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (fill + index + (index >> 8) * 7) & 0xff);
}
