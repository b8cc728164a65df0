import type { Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { HiveBytes } from "../../../fixtures/build/hive-bytes.ts";
import type { WrittenHive } from "../../../fixtures/build/hive-writer.ts";
import { ADMINISTRATORS, KEY_READ, SYSTEM, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { type ReferenceKey, readHive, securityAt, walkKeys } from "../../support/reference-reader.ts";
import { hiveOf, openEngine, refusal } from "../open-engine.ts";
import { soundBytes } from "./edited-hive.ts";

const TIME = 0x01d9_8765_4321_0fedn;
/** Descriptors of different sizes. */
const MINE = securityDescriptor([USER, 0xf003f]);
const OURS = securityDescriptor([USER, KEY_READ], [ADMINISTRATORS, 0xf003f], [SYSTEM, 0xf003f]);
const THEIRS = securityDescriptor([ADMINISTRATORS, KEY_READ]);

/** The root and `Other` share one descriptor, `Mine` and `Mine\Too` another, `Ours` has its own. */
function hive(minor = 5): WrittenHive {
  return hiveOf(
    {
      keys: [
        { name: "Mine", security: MINE, keys: [{ name: "Too" }] },
        { name: "Other" },
        { name: "Ours", security: OURS, values: [{ name: "v", type: 3, data: new Uint8Array(100) }] },
      ],
    },
    minor,
  );
}

function opened({ bytes }: { bytes: Uint8Array }): Engine {
  const engine = openEngine(bytes, { mode: "edit" });
  engine.editing.time = TIME;
  return engine;
}

function keyAt(engine: Engine, ...names: string[]): number {
  return names.reduce(
    (key, name) => engine.findSubkey(key, name) ?? expect.fail(`no key ${name}`),
    engine.baseBlock.rootOffset,
  );
}

/** Each key with its descriptor as hexadecimal digits, as the plain reader sees them. */
function descriptors(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(
    [...walkKeys(readHive(bytes).root)].map((key) => [key.path.join("\\"), descriptorOf(bytes, key)]),
  );
}

function descriptorOf(bytes: Uint8Array, { node }: ReferenceKey): string {
  const cell = securityAt(bytes, node.number("security"));
  return hex(
    bytes.subarray(cell.at("descriptorSize") + 4, cell.at("descriptorSize") + 4 + cell.number("descriptorSize")),
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** How many security cells there are. */
function cellCount(bytes: Uint8Array): number {
  return new Set([...walkKeys(readHive(bytes).root)].map(({ node }) => node.number("security"))).size;
}

describe.each([3, 5])("setting a descriptor, 1.%d", (minor) => {
  it("that another key has shares its cell", () => {
    const engine = opened(hive(minor));
    engine.editing.setSecurity(keyAt(engine, "Other"), OURS);
    const bytes = soundBytes(engine);
    expect(descriptors(bytes).Other).toBe(hex(OURS));
    expect(cellCount(bytes)).toBe(3);
    const times = readHive(bytes).root.keys.map(({ node }) => node.time("lastWritten"));
    expect(times.map((time) => time === TIME)).toEqual([false, true, false]);
  });

  it("that nobody has makes a cell, and the old one stays with its other keys", () => {
    const engine = opened(hive(minor));
    engine.editing.setSecurity(keyAt(engine, "Mine", "Too"), THEIRS);
    const bytes = soundBytes(engine);
    expect(descriptors(bytes)).toMatchObject({ Mine: hex(MINE), "Mine\\Too": hex(THEIRS) });
    expect(cellCount(bytes)).toBe(4);
  });

  it("of a key that shares its cell with none changes that cell, or gives it back", () => {
    for (const descriptor of [THEIRS, securityDescriptor(...Array(40).fill([USER, 1])), MINE]) {
      const engine = opened(hive(minor));
      engine.editing.setSecurity(keyAt(engine, "Ours"), descriptor);
      const bytes = soundBytes(engine);
      expect(descriptors(bytes).Ours).toBe(hex(descriptor));
      expect(cellCount(bytes)).toBe(descriptor === MINE ? 2 : 3);
    }
  });

  it("for the root frees the root's old cell when no other key has it", () => {
    const engine = opened(hive(minor));
    engine.editing.setSecurity(keyAt(engine, "Other"), MINE);
    engine.editing.setSecurity(keyAt(engine), MINE);
    const bytes = soundBytes(engine);
    expect(Object.values(descriptors(bytes))).toEqual([hex(MINE), hex(MINE), hex(MINE), hex(MINE), hex(OURS)]);
    expect(cellCount(bytes)).toBe(2);
  });

  it("in a hive of one cell", () => {
    const engine = opened(hiveOf({ keys: [{ name: "a" }] }, minor));
    engine.editing.setSecurity(keyAt(engine, "a"), THEIRS);
    expect(cellCount(soundBytes(engine))).toBe(2);
    engine.editing.setSecurity(keyAt(engine), THEIRS);
    expect(cellCount(soundBytes(engine))).toBe(1);
  });

  it("that the key has already changes nothing", () => {
    const engine = opened(hive(minor));
    engine.editing.setSecurity(keyAt(engine, "Ours"), OURS);
    expect(engine.isChanged).toBe(false);
  });

  it("and back a hundred times takes no room", () => {
    const engine = opened(hive(minor));
    for (let round = 0; round < 100; round++) {
      engine.editing.setSecurity(keyAt(engine, "Mine", "Too"), round % 2 === 0 ? THEIRS : MINE);
    }
    expect(soundBytes(engine).length).toBe(hive(minor).bytes.length);
  });

  it("can be undone", () => {
    const engine = opened(hive(minor));
    engine.editing.setSecurity(keyAt(engine, "Mine", "Too"), THEIRS);
    expect(engine.editing.undo()).toBe(true);
    expect(engine.isChanged).toBe(false);
  });
});

describe("changing the descriptors of a tree", () => {
  const swapped = (descriptor: Uint8Array): Uint8Array | undefined =>
    hex(descriptor) === hex(MINE) ? THEIRS : undefined;

  it("changes a cell where it lies, and no key", () => {
    const written = hive();
    const engine = opened(written);
    expect(engine.editing.changeSecurity(keyAt(engine), swapped)).toEqual({ keys: 2, descriptors: 1 });
    const bytes = soundBytes(engine);
    expect(descriptors(bytes)).toMatchObject({ Mine: hex(THEIRS), "Mine\\Too": hex(THEIRS), Ours: hex(OURS) });
    const offset = written.records.key("Mine").nodeOffset + 4096;
    expect(hex(bytes.subarray(offset, offset + 80))).toBe(hex(written.bytes.subarray(offset, offset + 80)));
  });

  it("gives keys the time of the edit where asked to", () => {
    const engine = opened(hive());
    engine.editing.changeSecurity(keyAt(engine), swapped, { touchKeys: true });
    const [mine, other] = readHive(soundBytes(engine)).root.keys;
    expect([mine, mine?.keys[0]].map((key) => key?.node.time("lastWritten"))).toEqual([TIME, TIME]);
    expect(other?.node.time("lastWritten")).not.toBe(TIME);
  });

  it("merges what becomes equal, with a cell that was there and with each other", () => {
    const engine = opened(hive());
    engine.editing.changeSecurity(keyAt(engine), (descriptor) => (hex(descriptor) === hex(MINE) ? OURS : undefined));
    expect(cellCount(soundBytes(engine))).toBe(2);
    engine.editing.changeSecurity(keyAt(engine), () => THEIRS);
    const bytes = soundBytes(engine);
    expect(cellCount(bytes)).toBe(1);
    expect(new Set(Object.values(descriptors(bytes)))).toEqual(new Set([hex(THEIRS)]));
  });

  it("leaves keys outside the tree alone that have the same descriptor", () => {
    const engine = opened(hive());
    engine.editing.changeSecurity(keyAt(engine, "Mine", "Too"), () => THEIRS);
    expect(descriptors(soundBytes(engine))).toMatchObject({ Mine: hex(MINE), "Mine\\Too": hex(THEIRS) });
    engine.editing.changeSecurity(keyAt(engine, "Mine"), () => OURS);
    const bytes = soundBytes(engine);
    expect(descriptors(bytes)).toMatchObject({ Mine: hex(OURS), "Mine\\Too": hex(OURS), Ours: hex(OURS) });
    expect(cellCount(bytes)).toBe(2);
  });

  it("takes descriptors of any size", () => {
    const engine = opened(hive());
    const large = securityDescriptor(...Array(1700).fill([USER, 1]));
    engine.editing.changeSecurity(keyAt(engine), () => large);
    expect(cellCount(soundBytes(engine))).toBe(1);
  });

  it("goes over more pairs than the engine takes at once", () => {
    const many = (first: number) =>
      Array.from({ length: 4300 }, (_, index) => ({
        name: `${first + index}`,
        security: securityDescriptor([SYSTEM, first + index]),
      }));
    const engine = opened(
      hiveOf({
        keys: [
          { name: "a", keys: many(10_000) },
          { name: "b", keys: many(20_000) },
        ],
      }),
    );
    engine.editing.changeSecurity(keyAt(engine), () => THEIRS);
    const bytes = soundBytes(engine);
    expect(cellCount(bytes)).toBe(1);
    expect(Object.keys(descriptors(bytes))).toHaveLength(8603);
  });

  it("asks about nothing else, and changes nothing where nothing is to change", () => {
    const engine = opened(hive());
    const asked: string[] = [];
    engine.editing.changeSecurity(keyAt(engine, "Mine"), (descriptor) => {
      asked.push(hex(descriptor));
      return descriptor;
    });
    expect(asked).toEqual([hex(MINE)]);
    expect(engine.isChanged).toBe(false);
  });

  it("has changed nothing when something is thrown on the way", () => {
    const engine = opened(hive());
    let asked = 0;
    const failing = (): Uint8Array => {
      if (++asked === 3) throw new RangeError("enough");
      return THEIRS;
    };
    expect(() => engine.editing.changeSecurity(keyAt(engine), failing)).toThrow("enough");
    expect(refusal(() => engine.editing.changeSecurity(keyAt(engine), () => new Uint8Array(30))).code).toBe(
      "limit-exceeded",
    );
    expect(engine.isChanged).toBe(false);
    expect(hex(engine.toBytes())).toBe(hex(hive().bytes));
  });
});

describe("what is refused", () => {
  it.each([
    ["too small", new Uint8Array(19)],
    ["of another revision", MINE.with(0, 2)],
    ["not self-relative", MINE.with(3, 0)],
    ["too large", new Uint8Array(65537)],
  ])("a descriptor that is %s", (_, descriptor) => {
    const engine = opened(hive());
    expect(refusal(() => engine.editing.setSecurity(keyAt(engine, "Mine"), descriptor)).code).toBe("limit-exceeded");
    expect(engine.isChanged).toBe(false);
  });

  const written = hive();
  const at = (key: string): number => written.records.key(key).securityOffset;
  const field = (offset: number, position: number): number => 4096 + offset + 4 + position;
  const [FORWARD, BACKWARD, COUNT, SIZE] = [4, 8, 12, 16];
  it.each<[what: string, spoil: (hive: HiveBytes) => HiveBytes, code: string]>([
    [
      "a cell that does not name the one before",
      (bytes) => bytes.u32(field(at("Ours"), BACKWARD), at("Ours")),
      "bad-security-ring",
    ],
    [
      "a ring that leads back into its middle",
      (bytes) => bytes.u32(field(at("Ours"), FORWARD), at("Mine")),
      "bad-security-ring",
    ],
    ["a ring that leaves the hive", (bytes) => bytes.u32(field(at("Ours"), FORWARD), 0x7ffffff8), "cell-out-of-range"],
    ["a ring that leads nowhere", (bytes) => bytes.u32(field(at("Ours"), FORWARD), 0xffffffff), "cell-out-of-range"],
    ["a ring that leads to a key", (bytes) => bytes.u32(field(at("Ours"), FORWARD), 32), "bad-signature"],
    ["a cell that counts no keys", (bytes) => bytes.u32(field(at("Mine"), COUNT), 0), "bad-security-ring"],
    [
      "a cell that counts more keys than fit",
      (bytes) => bytes.u32(field(at("Mine"), COUNT), 0xffffffff),
      "bad-security-ring",
    ],
    ["a descriptor larger than its cell", (bytes) => bytes.u32(field(at("Mine"), SIZE), 0xfffffff0), "cell-too-small"],
  ])("%s", (_, spoil, code) => {
    const spoiled = spoil(new HiveBytes(written)).bytes;
    const engine = opened({ bytes: spoiled });
    const key = keyAt(engine, "Mine", "Too");
    expect(refusal(() => engine.editing.setSecurity(key, THEIRS)).code).toBe(code);
    expect(refusal(() => engine.editing.changeSecurity(keyAt(engine), () => THEIRS)).code).toBe(code);
    expect(engine.isChanged).toBe(false);
    expect(hex(engine.toBytes())).toBe(hex(spoiled));
  });

  it.each([1, 3, 1000])("a whole hive's cell of two keys that counts %d", (count) => {
    const bytes = new HiveBytes(written).u32(field(at("Mine"), COUNT), count).bytes;
    const engine = opened({ bytes });
    const { code, message } = refusal(() => engine.editing.changeSecurity(keyAt(engine), () => THEIRS));
    expect(code).toBe("bad-security-ring");
    expect(message).toContain(`expected 2, found ${count}`);
    expect(engine.isChanged).toBe(false);
  });
});
