import { readFileSync } from "node:fs";
import { join } from "node:path";
import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { commitEdit } from "../../src/storage/commit.ts";
import { openHive } from "../../src/storage/open-hive.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { validateHive } from "../support/hive-validator.ts";
import { recoverHive } from "../support/reference-recovery.ts";
import { FOLDER, outcomes, record } from "./cut-commits.ts";
import { memoryFolder } from "./memory-folder.ts";
import { facts } from "./sample-facts.ts";
import { tapped } from "./tapped-file-system.ts";

const NAME = "NTUSER.DAT";
const PATH = `${FOLDER}/${NAME}`;
const TIME = 133_500_000_000_000_000n;
const VALUE = "001f6622";

function dirtyFixture(name: string): Record<string, Uint8Array> {
  const logs = name === "entry-logs" ? [".LOG1", ".LOG2"] : [".LOG1"];
  const files = ["", ...logs].map((suffix) => `${NAME}${suffix}`);
  return Object.fromEntries(
    files.map((file) => [file, new Uint8Array(readFileSync(join(FIXTURES, "dirty", name, file)))]),
  );
}

/** Turns the first hyphen of every proxy server into a colon. */
async function edit(fs: FileSystem, overlap = false): ReturnType<typeof commitEdit> {
  const opened = openHive(PATH, { fs, mode: "edit", processFacts: facts() });
  try {
    const { engine } = opened.hive;
    const changes = engine.findValues(opened.hive.root.offset, VALUE).map(({ keys, value }) => {
      const data = engine.valueData(value).map((byte) => (byte === 0x2d ? 0x3a : byte));
      return { key: keys.at(-1) as number, value, data };
    });
    expect(changes.length).toBeGreaterThan(0);
    engine.editing.time = TIME;
    for (const { key, value, data } of changes) engine.editing.setValue(key, VALUE, engine.value(value).type, data);
    return await commitEdit(opened, { verify: (fresh) => void fresh.root, overlap });
  } finally {
    opened.close();
  }
}

const path = (files: Record<string, Uint8Array>): Record<string, Uint8Array> =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${FOLDER}/${name}`, bytes]));

describe.each(["entry-logs", "dirty-vector-log"])("a dirty hive with %s", (name) => {
  const before = dirtyFixture(name);
  const recovered = recoverHive(before[NAME] as Uint8Array, {
    LOG1: before[`${NAME}.LOG1`],
    LOG2: before[`${NAME}.LOG2`],
  });

  test("is recovered, then edited: two numbers further than its logs, and the logs are empty", async () => {
    const memory = memoryFolder(path(before));
    const report = await edit(memory.fs);
    const after = new Uint8Array(memory.volume.readFileSync(PATH) as Buffer);
    const last = new DataView((recovered as Uint8Array).buffer).getUint32(8, true);
    expect(report).toMatchObject({
      sequence: last + 2,
      recovered: { sequence: last + 1, written: "in-place" },
      warnings: [],
    });
    expect(validateHive(after)).toEqual([]);
    expect(Buffer.compare(after.subarray(4096), (recovered as Uint8Array).subarray(4096))).not.toBe(0);
    expect(
      Object.entries(memory.snapshot())
        .filter(([file]) => file !== PATH)
        .map(([, content]) => content),
    ).toEqual(
      Object.keys(before)
        .slice(1)
        .map(() => ""),
    );
  });

  test.each([
    ["nothing comes in between", false],
    ["other work goes on", true],
  ])("cut anywhere, while %s: as it was, recovered, or edited, whole", async (_, overlap) => {
    const work = await record(before, (fs) => edit(fs, overlap));
    const known = { recovered: recovered as Uint8Array, edited: work.after.get(NAME) as Uint8Array };
    const found = outcomes(work, NAME, known);
    expect([...found.keys()].sort()).toEqual([
      "clean, edited",
      "clean, recovered",
      "dirty, edited",
      "dirty, recovered",
    ]);
    expect([...found.values()].reduce((sum, count) => sum + count)).toBeGreaterThan(60);
  });
});

test("an edit that fails after the recovery says what has been done", async () => {
  const before = dirtyFixture("entry-logs");
  const memory = memoryFolder(path(before));
  let truncations = 0;
  const { fs } = tapped(memory.fs, ({ operation, path: file }) => {
    if (operation === "truncate") truncations++;
    return truncations === 2 && operation === "write" && file === `${PATH}.LOG1` ? { fails: "ENOSPC" } : undefined;
  });
  const error = await edit(fs).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HiveError);
  expect(error).toMatchObject({
    code: "io-error",
    message: expect.stringMatching(
      /^.*the hive has been recovered from its logs; then writing NTUSER\.DAT\.LOG1 failed: there is no room/,
    ),
  });
  const opened = openHive(PATH, { fs: memory.fs });
  expect(opened.recovery).toBeUndefined();
});

test("a dirty hive without a change stays as it is", async () => {
  const before = dirtyFixture("entry-logs");
  const memory = memoryFolder(path(before));
  const untouched = memory.snapshot();
  const opened = openHive(PATH, { fs: memory.fs, mode: "edit", processFacts: facts() });
  const report = await commitEdit(opened, { verify: () => undefined });
  expect(report).toMatchObject({ bytesWritten: 0, pagesWritten: 0 });
  expect(memory.snapshot()).toEqual(untouched);
});
