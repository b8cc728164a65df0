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
import { crashStates, type Files } from "../support/crash-states.ts";
import { validateHive } from "../support/hive-validator.ts";
import { isDirty, recoverHive } from "../support/reference-recovery.ts";
import { bytesOf } from "./recovery/whole-image.ts";

const HIVE = new Uint8Array(
  readFileSync(fileURLToPath(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url))),
);
const TIME = 133_000_000_000_000_000n;

/** Changes every proxy server of a hive in memory and plans the commit. */
function plan(hive: Uint8Array, format: LogFormat, logs: Files): CommitStep[] {
  const engine = Engine.open(bytesSource(hive), { mode: "edit" });
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
  const roles = ["LOG", "LOG1", "LOG2"] as const;
  const present = roles.flatMap((role) => (logs.has(role) ? [{ role, size: logs.get(role)?.length ?? 0 }] : []));
  const steps = planCommit(engine, { format, logs: present });
  engine.close();
  return steps;
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

const binsOf = (hive: Uint8Array): Buffer => Buffer.from(hive.subarray(4096));

function logFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(`../../fixtures/logs/${name}`, import.meta.url))));
}

interface Case {
  readonly name: string;
  readonly format: LogFormat;
  readonly hive: Uint8Array;
  readonly logs: readonly (readonly [string, Uint8Array])[];
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
];

describe.each(CASES)("a commit cut anywhere: $name", ({ format, hive, logs }) => {
  const before: Files = new Map([["hive", hive], ...logs]);
  const steps = plan(hive, format, before);
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
