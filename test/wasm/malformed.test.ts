import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bytesSource, Engine, HiveError } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../../src/errors.ts";
import { unreadableFixtures } from "../support/malformed-fixtures.ts";
import { openEngine, refusal } from "./open-engine.ts";
import { isReadable, walkHive } from "./walk-hive.ts";

const MALFORMED = fileURLToPath(new URL("../../fixtures/malformed/", import.meta.url));
const SOUND = fileURLToPath(new URL("../../fixtures/hives/", import.meta.url));

const bytesOf = (folder: string, file: string): Uint8Array => new Uint8Array(readFileSync(`${folder}${file}`));

describe("each malformed hive gives the code that its name begins with, and says where", () => {
  const files = unreadableFixtures();

  it("there are many, of many codes", () => {
    const codes = new Set(files.map((file) => file.replace(/(--.*)?\.dat$/, "")));
    expect(files.length).toBeGreaterThan(50);
    expect(codes.size).toBeGreaterThan(13);
    for (const code of codes) expect(Object.keys(ERROR_CODES)).toContain(code);
  });

  it.each(files)("%s", (file) => {
    const error = refusal(() => walkHive(openEngine(bytesOf(MALFORMED, file))));
    expect(error.code, error.message).toBe(file.replace(/(--.*)?\.dat$/, ""));
    expect(error.structure, error.message).toBeTypeOf("string");
    expect(error.fileOffset, error.message).toBeTypeOf("number");
    expect(isReadable(error), error.message).toBe(true);
  });
});

/** A small generator with a fixed seed, the same in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TEMPTING = [
  0, 1, 4, 0x20, 0x7fffffff, 0x80000000, 0x80000020, 0xfffffff8, 0xfffffffe, 0xffffffff, 0xffff, 0x8000,
];

/** Up to eight places in the bins or the base block become other numbers; many of them near the start, where everything hangs. */
function mutated(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let changes = 1 + random(8); changes > 0; changes--) {
    const end = [4096 + 2048, copy.length, copy.length, copy.length][random(4)] ?? copy.length;
    const at = (random(20) === 0 ? random(4092) : 4096 + random(end - 4096 - 4)) & ~1;
    const kind = random(4);
    if (kind === 0) copy[at] = random(256);
    else if (kind === 1) view.setUint32(at & ~3, TEMPTING[random(TEMPTING.length)] ?? 0, true);
    else if (kind === 2) view.setUint32(at & ~3, (32 + random(copy.length / 8) * 8) >>> 0, true);
    else view.setUint16(at, random(0x10000), true);
  }
  return copy;
}

/** Everything that a stranger's hive is put through: read whole, then proved, then changed. */
function putThrough(bytes: Uint8Array): void {
  const mode = (bytes[24] ?? 0) >= 3 ? "edit" : "read"; // versions before 1.3 are only read
  using engine = Engine.open(bytesSource(bytes), { mode, ignoreChecksum: true });
  const root = engine.baseBlock.rootOffset;
  const attempts = [
    () => walkHive(engine),
    () => engine.findSubkey(root, "Software"),
    () => engine.prove(root),
    () => {
      for (const { keys, value } of engine.findValues(root, "001f6622")) {
        const key = keys.at(-1) ?? 0;
        const { name, size } = engine.value(value);
        ignoringRefusals(() => engine.editing.setValue(key, name, 3, new Uint8Array(size)));
        ignoringRefusals(() => engine.editing.setValue(key, name, 3, new Uint8Array(size + 20_000)));
        ignoringRefusals(() => engine.editing.renameValue(key, value, "a much longer name than it had before"));
        ignoringRefusals(() => engine.editing.setValue(key, name, 3, new Uint8Array(2)));
        ignoringRefusals(() => engine.editing.deleteValue(key, value));
      }
    },
  ];
  for (const attempt of attempts) ignoringRefusals(attempt);
}

function ignoringRefusals(attempt: () => void): void {
  try {
    attempt();
  } catch (error) {
    if (
      !(error instanceof HiveError) ||
      error.code === "engine-bug" ||
      error.code === "short-read" ||
      !isReadable(error)
    )
      throw error;
  }
}

describe("hives with random damage", () => {
  const rounds = process.env.HIVETOOL_FULL === "1" ? 2000 : 200;
  const files = readdirSync(SOUND).filter((file) => file.endsWith(".dat"));
  const share = Math.ceil(rounds / files.length);

  it.each(files)(
    `give a result or a refusal, never anything else, within 2 seconds: %s`,
    (file) => {
      const bytes = bytesOf(SOUND, file);
      const random = randomNumbers(files.indexOf(file) + 20_240_229);
      for (let round = 0; round < share; round++) {
        const damaged = mutated(bytes, random);
        const begin = performance.now();
        try {
          ignoringRefusals(() => putThrough(damaged));
        } catch (error) {
          throw new Error(`${file}, round ${round}: ${String(error)}`, { cause: error });
        }
        expect(performance.now() - begin, `milliseconds of round ${round}`).toBeLessThan(2000);
      }
    },
    300_000,
  );
});
