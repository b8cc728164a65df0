import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogFormat } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { faultyHive } from "../../fixtures/build/faulty-hive.ts";
import { FIXTURES } from "../../fixtures/build/index.ts";
import { openForRepair, repairFile } from "../../src/repair/repair-file.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { processFactsOf } from "../../wasm/node/process-facts.ts";
import { FOLDER, type RecordedWork, record } from "../storage/cut-commits.ts";
import { crashStates } from "../support/crash-states.ts";
import { recoverHive } from "../support/reference-recovery.ts";

const NAME = "NTUSER.DAT";
const malformed = (name: string): Uint8Array => new Uint8Array(readFileSync(join(FIXTURES, "malformed", name)));

const DAMAGED: Readonly<Record<string, () => Uint8Array>> = {
  "a list that is built anew": () => malformed("I52--unknown-signature.dat"),
  "a field that is mended where it lies": () => malformed("I38--names-its-brother.dat"),
  "a base block that names no root": () => malformed("I13--behind-the-bins.dat"),
  "a base block that counts no bins": () => malformed("I9--no-bins.dat"),
  "a hive whose end is missing": () => malformed("truncated-hive--inside-the-last-bin.dat"),
  "bins that become fewer": () => {
    const hive = faultyHive(5);
    return hive.text(hive.data(hive.records.key("Faulty").listOffset ?? 0), "zz").bytes;
  },
};

describe("a repair that is cut anywhere leaves the damaged hive as it was, or all of the repaired one", () => {
  const cases = Object.keys(DAMAGED).flatMap((name) => (["hvle", "dirt"] as const).map((format) => ({ name, format })));
  for (const { name, format } of cases) {
    it(`${name}, through a log of the kind ${format}`, async () => {
      const damaged = DAMAGED[name]?.() ?? new Uint8Array(0);
      const work = await record({ [NAME]: damaged }, (fs) => repair(fs, format));
      const found = states(work);
      expect(found.get("neither") ?? []).toEqual([]);
      expect([...found.keys()].sort()).toEqual(["new", "old"]);
    });
  }
});

async function repair(fs: FileSystem, logFormat: LogFormat): Promise<void> {
  const opened = openForRepair(`${FOLDER}/${NAME}`, { fs, processFacts: processFactsOf(process), logs: "ignore" });
  try {
    await repairFile(opened, { logFormat });
  } finally {
    opened.opened.close();
  }
}

/** What each state that a cut can leave comes to when its log is applied, by a recoverer of the test's own. */
function states({ before, operations, after }: RecordedWork): Map<string, string[]> {
  const [old, repaired] = [before.get(NAME) as Uint8Array, after.get(NAME) as Uint8Array];
  const found = new Map<string, string[]>();
  for (const { description, files } of crashStates(before, operations)) {
    const hive = files.get(NAME) as Uint8Array;
    const logs = [...files].filter(([name]) => name.startsWith(`${NAME}.LOG`));
    const recovered = recoverHive(
      hive,
      Object.fromEntries(logs.map(([name, bytes]) => [name.slice(NAME.length + 1), bytes])),
    );
    const state = isSame(hive, old) || isAppended(hive, old) ? "old" : isSame(recovered, repaired) ? "new" : "neither";
    found.set(state, [...(found.get(state) ?? []), description]);
  }
  return found;
}

/** The bins are the same, and so is the root that the base block names. */
function isSame(hive: Uint8Array | undefined, meant: Uint8Array): boolean {
  if (hive === undefined) return false;
  const size = new DataView(meant.buffer, meant.byteOffset).getUint32(40, true);
  const part = (bytes: Uint8Array): Buffer =>
    Buffer.concat([bytes.subarray(12, 48), bytes.subarray(4096, 4096 + size)].map((piece) => Buffer.from(piece)));
  return part(hive).equals(part(meant));
}

/** Room that was made behind the bins changes nothing. */
function isAppended(hive: Uint8Array, old: Uint8Array): boolean {
  return hive.length > old.length && Buffer.from(hive.subarray(0, old.length)).equals(Buffer.from(old));
}
