import { bytesSource, type LogRole, recoverHive } from "hivex-wasm";
import { expect, it } from "vitest";
import { Hive } from "../../../src/hive/hive.ts";
import { corpusFile, corpusGolden, corpusHives, describeCorpus, SIZE_LIMIT } from "../../support/corpus.ts";
import { recoverHive as referenceRecovery } from "../../support/reference-recovery.ts";
import { modelDump } from "./model-dump.ts";
import { bytesOf } from "./whole-image.ts";

interface NamedLog {
  readonly role: LogRole;
  readonly bytes: Uint8Array;
}

function logsOf(logs: readonly { readonly file: string }[]): NamedLog[] {
  return logs.map(({ file }) => ({
    role: (/LOG[12]?$/i.exec(file)?.[0].toUpperCase() ?? "LOG") as LogRole,
    bytes: corpusFile(file),
  }));
}

const inputs = (logs: readonly NamedLog[]) => logs.map(({ role, bytes }) => ({ role, source: bytesSource(bytes) }));

/** Hives with logs are few. */
const LARGEST = Math.max(SIZE_LIMIT, 4 * 1024 * 1024);

describeCorpus("recovery of real hives", () => {
  const withLogs = corpusHives().filter(({ size, logs }) => size <= LARGEST && logs.length > 0);
  const dirty = withLogs.filter(({ goldenAfterRecovery }) => goldenAfterRecovery !== null);

  it("has hives to recover", () => expect(dirty.length).toBeGreaterThanOrEqual(10));

  it.each(dirty)(
    "$file reads as its golden dump, through the model and its logs",
    ({ file, logs, goldenAfterRecovery }) => {
      const recovered = recoverHive(bytesSource(corpusFile(file)), inputs(logsOf(logs)));
      expect(recovered?.recovery).toMatchObject({ state: "recovered", doubts: [] });
      if (recovered?.image === undefined) throw new Error("nothing was recovered");
      using hive = Hive.open(recovered.image);
      expect(hive.baseBlock.isDirty).toBe(false);
      expect(modelDump(hive).join("\n") === corpusGolden(goldenAfterRecovery ?? "").join("\n")).toBe(true);
    },
  );

  it.each(dirty)("$file agrees with the reference recovery, byte for byte", ({ file, logs }) => {
    const primary = corpusFile(file);
    const named = logsOf(logs);
    const image = recoverHive(bytesSource(primary), inputs(named))?.image;
    const reference = referenceRecovery(primary, Object.fromEntries(named.map(({ role, bytes }) => [role, bytes])));
    if (image === undefined || reference === undefined) throw new Error("nothing was recovered");
    expect(Buffer.from(bytesOf(image)).equals(Buffer.from(reference))).toBe(true);
  });

  it.each(dirty)("$file as it lies reads as its dump from before", ({ file, golden }) => {
    using hive = Hive.open(bytesSource(corpusFile(file)));
    expect(modelDump(hive).join("\n") === corpusGolden(golden ?? "").join("\n")).toBe(true);
  });

  it.each(withLogs.filter((hive) => hive.goldenAfterRecovery === null))(
    "$file is clean: its logs mean nothing",
    (hive) => {
      expect(recoverHive(bytesSource(corpusFile(hive.file)), inputs(logsOf(hive.logs)))).toBeUndefined();
    },
  );

  const withoutLogs = corpusHives().filter(
    ({ size, logs, sequence }) => size <= SIZE_LIMIT && logs.length === 0 && sequence[0] !== sequence[1],
  );
  it.each(withoutLogs)("$file is dirty and has no logs", ({ file }) => {
    const recovered = recoverHive(bytesSource(corpusFile(file)), []);
    expect(recovered).toMatchObject({ recovery: { state: "no-usable-log" } });
    expect(recovered?.image).toBeUndefined();
  });

  it("OldDirtyHive comes out as Windows 7 itself recovered it, but for the time of Windows' own later write", () => {
    const folder = "msuhanov+yarp/OldDirtyHive";
    const log = { role: "LOG1", source: bytesSource(corpusFile(`${folder}/OldDirtyHive.LOG1`)) } as const;
    const image = recoverHive(bytesSource(corpusFile(`${folder}/OldDirtyHive`)), [log])?.image;
    if (image === undefined) throw new Error("nothing was recovered");
    using ours = Hive.open(image);
    using theirs = Hive.open(bytesSource(corpusFile(`${folder}/RecoveredHive_Windows7`)));
    expect(modelDump(ours)).toEqual(modelDump(theirs));
  });
});
