import { readFileSync, writeFileSync } from "node:fs";
import { type NewHiveOptions, newHive } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { keepsOneDescriptor } from "../../../src/hive/app-hive.ts";
import { Hive } from "../../../src/hive/hive.ts";
import { parseSecurityDescriptorText } from "../../../src/hive/sddl/parse-descriptor.ts";
import { securityDescriptorBytes } from "../../../src/hive/security-descriptor-bytes.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { describeOracle, hivexDump, reglookupLines } from "../../support/oracles.ts";
import { readHive } from "../../support/reference-reader.ts";
import { styleFindings } from "../../support/style-validator.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { openEngine, refusal } from "../open-engine.ts";
import { soundBytes } from "./edited-hive.ts";

const TIME = 0x01d9_8765_4321_0fedn;
const KINDS = ([3, 5, 6] as const).flatMap((minorVersion) =>
  (["user", "machine", "app"] as const).map((like) => ({ minorVersion, like, time: TIME })),
);

describe.each(KINDS)("an empty hive, 1.$minorVersion, like a $like's", (options) => {
  const bytes = newHive(options);

  it("is sound, and as Windows makes one", () => {
    expect(validateHive(bytes)).toEqual([]);
    expect(styleFindings(bytes)).toEqual([]);
    expect(bytes.length).toBe(8192);
    const { baseBlock, root, binsSize, reached } = readHive(bytes);
    expect(
      ["primarySequence", "secondarySequence", "minorVersion", "rootCell"].map((name) => baseBlock.number(name)),
    ).toEqual([1, 1, options.minorVersion, 32]);
    expect(baseBlock.time("lastWritten")).toBe(TIME);
    expect(binsSize).toBe(4096);
    expect(root.node.number("flags")).toBe(0x2c);
    expect(root.node.time("lastWritten")).toBe(TIME);
    expect(root.node.number("parent")).toBe(0xffffffff);
    expect([root.keys, root.values, root.className]).toEqual([[], [], undefined]);
    // The root and its security, and nothing else
    expect([...reached.keys()]).toHaveLength(2);
    expect(newHive(options)).toEqual(bytes);
  });

  it("says by its root what it is for", () => {
    using hive = Hive.fromBytes(bytes);
    const [who] = {
      user: ["O:BAG:SYD:PAI(A;CI;KR;;;BU)(A;CI;KA;;;BA)(A;CI;KA;;;SY)(A;CI;KA;;;CO)(A;;KR;;;AC)"],
      machine: ["O:BAG:SYD:PAI(A;CI;KR;;;BU)(A;CI;KA;;;BA)(A;CI;KA;;;SY)(A;CI;KA;;;CO)(A;CI;KR;;;AC)"],
      app: ["O:BAG:BAD:P(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KA;;;BU)(A;CI;KA;;;AC)"],
    }[options.like];
    const { descriptor } = hive.root.securityRecord();
    expect(Buffer.from(descriptor)).toEqual(
      Buffer.from(securityDescriptorBytes(parseSecurityDescriptorText(who ?? ""))),
    );
    expect(keepsOneDescriptor(hive)).toBe(options.like === "app");
  });

  it("can be edited", () => {
    const engine = openEngine(bytes, { mode: "edit" });
    engine.editing.setValue(engine.baseBlock.rootOffset, "Größe", 1, new Uint8Array(20_000));
    engine.editing.setSecurity(engine.baseBlock.rootOffset, securityDescriptor([USER, 1]));
    expect(readHive(soundBytes(engine)).root.values.map(({ name }) => name)).toEqual(["Größe"]);
  });
});

describe("what one may choose", () => {
  const base: NewHiveOptions = { minorVersion: 5, like: "machine", time: 0n };

  it.each([
    ["SYSTEM", 0x2c],
    ["Größe", 0x2c],
    ["Łódź", 0xc],
    ["n".repeat(255), 0x2c],
    ["ł".repeat(255), 0xc],
    ["\ud800", 0xc],
  ])("the root's name, such as %.20s", (rootName, flags) => {
    const bytes = newHive({ ...base, rootName });
    expect(validateHive(bytes)).toEqual([]);
    const { root } = readHive(bytes);
    expect([root.name, root.node.number("flags")]).toEqual([rootName, flags]);
  });

  it.each([1, 150, 200, 2000])("a descriptor with %d entries", (count) => {
    const descriptor = securityDescriptor(...Array(count).fill([USER, 1]));
    const bytes = newHive({ ...base, descriptor });
    expect(validateHive(bytes)).toEqual([]);
    using hive = Hive.fromBytes(bytes);
    expect(hive.root.securityRecord().descriptor).toEqual(descriptor);
  });

  it.each(["", "a\\b", "n".repeat(256)])("no name such as %.20s", (rootName) => {
    expect(refusal(() => newHive({ ...base, rootName })).code).toBe("name-refused");
  });

  it("no descriptor that is none, and no time that does not fit", () => {
    for (const descriptor of [new Uint8Array(0), new Uint8Array(100), securityDescriptor([USER, 1]).with(3, 0)]) {
      expect(refusal(() => newHive({ ...base, descriptor })).code).toBe("usage");
    }
    expect(refusal(() => newHive({ ...base, time: -1n })).code).toBe("usage");
  });
});

describeOracle("libhivex", "reads an empty hive", () => {
  it.each(KINDS)("1.$minorVersion, $like", (options) => {
    using folder = new TemporaryFolder();
    const path = folder.file("new.hive");
    writeFileSync(path, newHive(options));
    expect(hivexDump(path)).toHaveLength(1);
    expect(readFileSync(path)).toHaveLength(8192);
  });
});

describeOracle("reglookup", "reads an empty hive", () => {
  it.each(KINDS)("1.$minorVersion, $like", (options) => {
    using folder = new TemporaryFolder();
    const path = folder.file("new.hive");
    writeFileSync(path, newHive(options));
    expect(reglookupLines(path)).toEqual([expect.stringMatching(/^\/,KEY/)]);
  });
});
