import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  bytesSource,
  type CommitStep,
  Engine,
  type LogFormat,
  planCommit,
  recoverHive as recoverOurselves,
} from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { writeHive } from "../../fixtures/build/hive-writer.ts";
import { crashStates, type Files } from "../support/crash-states.ts";
import { validateHive } from "../support/hive-validator.ts";
import { isDirty, recoverHive } from "../support/reference-recovery.ts";
import { bytesOf } from "./recovery/whole-image.ts";

const HIVE = new Uint8Array(
  readFileSync(fileURLToPath(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url))),
);
const TIME = 133_000_000_000_000_000n;

/** Changes a hive in memory and plans the commit. */
function plan(hive: Uint8Array, format: LogFormat, logs: Files, edit: Edit = fixServers): CommitStep[] {
  const engine = Engine.open(bytesSource(hive), { mode: "edit" });
  edit(engine);
  const roles = ["LOG", "LOG1", "LOG2"] as const;
  const present = roles.flatMap((role) => (logs.has(role) ? [{ role, size: logs.get(role)?.length ?? 0 }] : []));
  const steps = planCommit(engine, { format, logs: present });
  engine.close();
  return steps;
}

type Edit = (engine: Engine) => void;

/** Changes every proxy server. */
function fixServers(engine: Engine): void {
  const found = engine.findValues(engine.baseBlock.rootOffset, "001f6622");
  const changes = found.map(({ keys, value }) => {
    const data = engine.valueData(value).map((byte) => (byte === 0x2d ? 0x3a : byte));
    return { key: keys.at(-1) as number, value, data };
  });
  expect(changes.length).toBeGreaterThan(0);
  engine.editing.time = TIME;
  for (const { key, value, data } of changes) {
    const { name, type } = engine.value(value);
    engine.editing.setValue(key, name, type, data);
  }
}

/** Adds keys with values of 3,000 bytes each: new bins, more than one page. */
function grow(engine: Engine): void {
  const { editing, baseBlock } = engine;
  for (let index = 0; index < 12; index++) {
    const key = editing.createKey(baseBlock.rootOffset, `Added ${index}`);
    editing.setValue(key, "Data", 3, new Uint8Array(3_000).fill(index + 1));
  }
}

/** Changes a byte of every value, each in a page of its own, and adds a value too large for any free cell. */
function changeManyPages(engine: Engine): void {
  const { editing } = engine;
  for (const { keys, value } of engine.findValues(engine.baseBlock.rootOffset, "Data")) {
    const data = engine.valueData(value).fill(7, 0, 1);
    editing.setValue(keys.at(-1) as number, "Data", 3, data);
  }
  editing.setValue(engine.baseBlock.rootOffset, "Large", 3, new Uint8Array(20_000).fill(9));
}

/** A hive of bins of one page, each with a key and its value. */
function manyPages(): Uint8Array {
  const keys = Array.from({ length: 30 }, (_, index) => ({
    name: `Key ${index}`,
    values: [{ name: "Data", type: 3, data: new Uint8Array(3_600) }],
  }));
  const root = { name: "root", keys };
  return writeHive({ minor: 5, sequence: 77, time: TIME, fileName: "x", root }).bytes;
}

/** What we make of a hive and its logs ourselves: without a doubt that would keep it from being written in place. */
function ownRecovery(primary: Uint8Array, files: Files): Uint8Array {
  const roles = ["LOG", "LOG1", "LOG2"] as const;
  const logs = roles.flatMap((role) => {
    const bytes = files.get(role);
    return bytes === undefined ? [] : [{ role, source: bytesSource(bytes) }];
  });
  const recovered = recoverOurselves(bytesSource(primary), logs);
  if (recovered === undefined) return primary;
  if (recovered.image === undefined) throw new Error("nothing could be recovered");
  expect(recovered.recovery.doubts.filter(({ isGrave }) => isGrave)).toEqual([]);
  return bytesOf(recovered.image);
}

/** The hive as the whole commit leaves it. */
function committed(before: Files, steps: readonly CommitStep[]): Uint8Array {
  return [...crashStates(before, steps)]
    .findLast(({ after }) => after === steps.length)
    ?.files.get("hive") as Uint8Array;
}

/** The hive bins data, without what may lie behind it. */
function binsOf(hive: Uint8Array): Buffer {
  const size = new DataView(hive.buffer, hive.byteOffset).getUint32(40, true);
  return Buffer.from(hive.subarray(4096, 4096 + size));
}

function logFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/logs/${name}`, import.meta.url))));
}

interface Case {
  readonly name: string;
  readonly format: LogFormat;
  readonly hive: Uint8Array;
  readonly logs: readonly (readonly [string, Uint8Array])[];
  readonly edit?: Edit;
}

const CHAINING = {
  hive: logFixture("entry-logs/NTUSER.DAT"),
  logs: [
    ["LOG1", logFixture("entry-logs/ntuser.dat.LOG1")],
    ["LOG2", logFixture("entry-logs/ntuser.dat.LOG2")],
  ] as const,
};

const CASES: readonly Case[] = [
  { name: "new log format, no logs", format: "hvle", hive: HIVE, logs: [] },
  {
    name: "new log format, empty logs",
    format: "hvle",
    hive: HIVE,
    logs: [
      ["LOG1", new Uint8Array(0)],
      ["LOG2", new Uint8Array(0)],
    ],
  },
  { name: "new log format, stale logs that would chain on to ours", format: "hvle", ...CHAINING },
  { name: "old log format, no logs", format: "dirt", hive: HIVE, logs: [] },
  { name: "old log format, a single LOG", format: "dirt", hive: HIVE, logs: [["LOG", new Uint8Array(0)]] },
  { name: "old log format, stale logs of the new one", format: "dirt", ...CHAINING },
  { name: "new log format, a hive that grows", format: "hvle", hive: HIVE, logs: [], edit: grow },
  { name: "new log format, a hive that grows, stale logs", format: "hvle", ...CHAINING, edit: grow },
  { name: "old log format, a hive that grows", format: "dirt", hive: HIVE, logs: [], edit: grow },
  {
    name: "a hive that grows into what lies behind its bins",
    format: "hvle",
    hive: Buffer.concat([HIVE, Buffer.alloc(5_000, 0xee)]),
    logs: [],
    edit: grow,
  },
  { name: "new log format, many pages", format: "hvle", hive: manyPages(), logs: [], edit: changeManyPages },
  { name: "old log format, many pages", format: "dirt", hive: manyPages(), logs: [], edit: changeManyPages },
];

describe.each(CASES)("a commit cut anywhere: $name", ({ format, hive, logs, edit }) => {
  const before: Files = new Map([["hive", hive], ...logs]);
  const steps = plan(hive, format, before, edit);
  const after = committed(before, steps);

  it("leaves the old or the new hive, whole", () => {
    let states = 0;
    const outcomes = new Set<string>();
    for (const { description, files } of crashStates(before, steps)) {
      const primary = files.get("hive") as Uint8Array;
      const recovered = recoverHive(primary, {
        LOG: files.get("LOG"),
        LOG1: files.get("LOG1"),
        LOG2: files.get("LOG2"),
      });
      expect(recovered, description).toBeDefined();
      expect(binsOf(ownRecovery(primary, files)).equals(binsOf(recovered as Uint8Array)), description).toBe(true);
      const outcome = binsOf(recovered as Uint8Array).equals(binsOf(hive)) ? "old" : "new";
      if (outcome === "new") expect(binsOf(recovered as Uint8Array).equals(binsOf(after)), description).toBe(true);
      if (!isDirty(primary)) outcomes.add(`clean ${outcome}`);
      else outcomes.add(`recovered ${outcome}`);
      states++;
    }
    expect(states).toBeGreaterThan(40);
    expect([...outcomes].sort()).toEqual(["clean new", "clean old", "recovered new"]);
  });

  it("leaves a sound hive and nothing beside it when it is not cut", () => {
    expect(validateHive(after)).toEqual([]);
    const left = [...crashStates(before, steps)].findLast(({ after: step }) => step === steps.length)?.files as Files;
    expect([...left].map(([name, bytes]) => (name === "hive" ? name : [name, bytes.length]))).toEqual([
      "hive",
      ...logs.map(([name]) => [name, 0]),
    ]);
  });
});

it("gives a hive that grows its room before the journal is begun, and keeps its old size while it is dirty", () => {
  const steps = plan(HIVE, "hvle", new Map(), grow);
  const kinds = steps.map((step) => `${step.phase} ${step.kind} ${"target" in step ? step.target : ""}`.trim());
  expect(kinds.slice(0, 4)).toEqual([
    "prepare write hive",
    "prepare sync hive",
    "journal create LOG1",
    "journal write LOG1",
  ]);
  const [room] = steps;
  if (room?.kind !== "write") throw new Error("no room was made");
  expect(room.fileOffset).toBe(HIVE.length);
  expect(room.bytes.every((byte) => byte === 0)).toBe(true);
  const sizes = steps.flatMap((step) =>
    step.kind === "write" && step.target === "hive" && step.fileOffset === 0
      ? [new DataView(step.bytes.buffer, step.bytes.byteOffset).getUint32(40, true)]
      : [],
  );
  const oldSize = new DataView(HIVE.buffer, HIVE.byteOffset).getUint32(40, true);
  expect(sizes).toEqual([oldSize, HIVE.length - 4096 + room.bytes.length]);
});

it("refuses more than 16 MiB of changes", () => {
  const engine = Engine.open(bytesSource(manyPages()), { mode: "edit" });
  engine.editing.setValue(engine.baseBlock.rootOffset, "Huge", 3, new Uint8Array(17 * 1024 * 1024));
  expect(() => planCommit(engine, { format: "hvle", logs: [] })).toThrow(
    expect.objectContaining({ code: "log-too-large" }),
  );
  engine.close();
});

it("would mix two states if the stale logs were not emptied first: the fixture bites", () => {
  const before: Files = new Map([["hive", CHAINING.hive], ...CHAINING.logs]);
  const steps = plan(CHAINING.hive, "hvle", before).filter(({ phase }) => phase !== "prepare");
  const after = binsOf(committed(before, steps));
  const mixed = [...crashStates(before, steps)].filter(({ files }) => {
    const logs = { LOG: files.get("LOG"), LOG1: files.get("LOG1"), LOG2: files.get("LOG2") };
    const recovered = recoverHive(files.get("hive") as Uint8Array, logs);
    return (
      recovered === undefined || !(binsOf(recovered).equals(after) || binsOf(recovered).equals(binsOf(CHAINING.hive)))
    );
  });
  expect(mixed.length).toBeGreaterThan(0);
});
