import { type CommitStep, Engine, type PageSource } from "hivex-wasm";
import { expect, test } from "vitest";
import { hiveError } from "../../../src/errors.ts";
import { Hive } from "../../../src/hive/hive.ts";
import { readBack } from "../../../wasm/node/read-back.ts";
import { ReadCounter } from "../../../wasm/node/read-only-file.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { smallHive } from "../../storage/small-hive.ts";

const HIVE = smallHive();
const PATH = "/u/H";

/** The hive's own bytes as a write to it. */
function write(fileOffset: number, size: number, change?: (bytes: Uint8Array) => void): CommitStep {
  const bytes = HIVE.slice(fileOffset, fileOffset + size);
  change?.(bytes);
  return { phase: "dirty", kind: "write", target: "hive", fileOffset, bytes };
}

function read(
  steps: readonly CommitStep[],
  verify: (fresh: PageSource) => void = () => undefined,
  hive = HIVE,
): unknown {
  return readBack(memoryFolder({ [PATH]: hive }).fs, PATH, steps, verify, new ReadCounter());
}

test("what was written is there", () => {
  expect(read([write(0, 512), write(4096, 4096)])).toMatchObject({ size: HIVE.length });
});

test("one byte that differs is found, with its place", () => {
  const steps = [write(4096, 4096, (bytes) => bytes.set([(bytes[100] ?? 0) ^ 0xff], 100))];
  expect(() => read(steps)).toThrow(expect.objectContaining({ code: "read-back-differs", fileOffset: 4196 }));
});

test("a write that a later one covers need not be there any more", () => {
  const overwritten = write(0, 512, (bytes) => bytes.fill(0xee));
  expect(() => read([overwritten, write(0, 512)])).not.toThrow();
  expect(() => read([write(0, 512), overwritten])).toThrow(expect.objectContaining({ fileOffset: 0 }));
});

test.each<[string, number]>([
  ["in front", 4095],
  ["behind", 4096 + 512],
])("a later write covers only what it covers: a byte %s of it counts", (_, fileOffset) => {
  const earlier = write(4000, 1000, (bytes) => bytes.set([(bytes[fileOffset - 4000] ?? 0) ^ 1], fileOffset - 4000));
  expect(() => read([earlier, write(4096, 512)])).toThrow(expect.objectContaining({ fileOffset }));
});

test("writes to logs are not looked for in the hive", () => {
  expect(() =>
    read([{ phase: "journal", kind: "write", target: "LOG1", fileOffset: 0, bytes: new Uint8Array(9) }]),
  ).not.toThrow();
});

test("a hive that is shorter than what was written", () => {
  const beyond: CommitStep = { ...write(0, 8), fileOffset: HIVE.length - 4 } as CommitStep;
  const steps = [{ ...beyond, bytes: Uint8Array.from([...HIVE.slice(-4), 0, 0, 0, 0]) } as CommitStep];
  expect(() => read(steps)).toThrow(
    expect.objectContaining({ code: "read-back-differs", found: "the end of the file", fileOffset: HIVE.length }),
  );
});

test("what the verifier misses is a difference, with its error as the cause", () => {
  const missing = hiveError("value-not-found", "there is no such value");
  const verify = (): never => {
    throw missing;
  };
  expect(() => read([], verify)).toThrow(expect.objectContaining({ code: "read-back-differs", cause: missing }));
});

test("a hive that can't be opened any more is a difference", () => {
  const open = (fresh: PageSource): void => Engine.open(fresh).close();
  expect(() => read([], open, new Uint8Array(8192))).toThrow(expect.objectContaining({ code: "read-back-differs" }));
});

test("the verifier gets a hive of its own", () => {
  const { fs } = memoryFolder({ [PATH]: HIVE });
  let data = "";
  readBack(
    fs,
    PATH,
    [],
    (fresh) => {
      data = Buffer.from(Hive.open(fresh).key("Settings").value("Server").data()).toString();
    },
    new ReadCounter(),
  );
  expect(data).toBe("server-44300");
});
