import { HIVEX_OPEN_WRITE, type HiveError, type Hivex, HivexError } from "hivex-wasm";
import { describe, expect, onTestFinished, test } from "vitest";
import type { FileSystem } from "../../../wasm/node/file-system.ts";
import { hivexOpen } from "../../../wasm/node/hivex-open.ts";
import { outcomes, record } from "../../storage/cut-commits.ts";
import { bytesIn, memoryFolder, namesIn } from "../../storage/memory-folder.ts";
import { newLog } from "../../storage/sample-logs.ts";
import { tapped } from "../../storage/tapped-file-system.ts";
import { validateHive } from "../../support/hive-validator.ts";
import { recoverHive } from "../../support/reference-recovery.ts";
import { errnoOf } from "../hivex/open-hivex.ts";
import { add, filled, HIVE, PATH } from "./hivex-file.ts";

type HivexEdits = (hivex: Hivex) => unknown;

describe("a system call that fails", () => {
  const committing = (fs: FileSystem): { hivex: Hivex; failure: unknown } => {
    const hivex = hivexOpen(PATH, HIVEX_OPEN_WRITE, { fs });
    add(hivex, "Acme");
    try {
      hivex.commit(null);
      return { hivex, failure: undefined };
    } catch (failure) {
      return { hivex, failure };
    }
  };
  const whole = tapped(memoryFolder({ [PATH]: HIVE }).fs);
  const { hivex: done } = committing(whole.fs);
  const after = done.toBytes();
  done.close();

  test.each(whole.lines().map((line, index) => [line, index] as const))(
    "%s (call %i): the commit is done, can be tried again, or stands whole in the log",
    (_, index) => {
      const memory = memoryFolder({ [PATH]: HIVE });
      const { fs } = tapped(memory.fs, (_, at) => (at === index ? { fails: "EIO" } : undefined));
      const { hivex, failure } = committing(fs);
      onTestFinished(() => hivex.close());
      if (failure === undefined) {
        expect(bytesIn(memory, PATH)).toEqual(after);
        return;
      }
      expect(failure).toBeInstanceOf(HivexError);
      expect(failure).toMatchObject({ code: "EIO" });
      if (((failure as HivexError).cause as HiveError).code === "commit-interrupted") {
        const log = bytesIn(memory, `${PATH}.LOG1`);
        const recovered = recoverHive(bytesIn(memory, PATH), { LOG1: log });
        // Where the base block did not reach the disk the hive is the old one; tried again, it is not overwritten.
        const isOld = recovered !== undefined && Buffer.from(recovered).equals(HIVE);
        if (!isOld) expect(recovered?.subarray(4096)).toEqual(after.subarray(4096));
        const before = memory.snapshot();
        expect(errnoOf(() => hivex.commit(null))).toBe("ESTALE");
        expect(memory.snapshot()).toEqual(before);
        return;
      }
      expect(bytesIn(memory, PATH)).toEqual(HIVE);
      expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
      expect(hivex.commit(null)).toEqual([]);
      expect(bytesIn(memory, PATH)).toEqual(after);
    },
  );
});

describe("a commit that is cut anywhere leaves the old hive, or the new one whole in the log", () => {
  const work = (of: HivexEdits) => (fs: FileSystem) => {
    using hivex = hivexOpen(PATH, HIVEX_OPEN_WRITE, { fs });
    of(hivex);
    expect(hivex.commit(null)).toEqual([]);
  };

  test.each<[string, Readonly<Record<string, Uint8Array>>, HivexEdits]>([
    ["in the room that there is", {}, (hivex) => add(hivex, "Acme")],
    ["that makes the hive grow", {}, (hivex) => hivex.nodeSetValue(hivex.root(), filled("large", 30_000))],
    [
      "over logs of another state",
      { "ntuser.dat.LOG1": newLog(HIVE, 42), "ntuser.dat.LOG2": newLog(HIVE, 43) },
      (hivex) => hivex.nodeDeleteChild(hivex.nodeGetChild(hivex.root(), "Settings") ?? 0),
    ],
  ])("%s", async (_, logs, edits) => {
    const recorded = await record({ "NTUSER.DAT": HIVE, ...logs }, work(edits));
    const after = recorded.after.get("NTUSER.DAT") ?? expect.fail("the hive is gone");
    expect(validateHive(after)).toEqual([]);
    const found = outcomes(recorded, "NTUSER.DAT", { old: HIVE, new: after });
    expect([...found.keys()].sort()).toEqual(["clean, new", "clean, old", "dirty, new"]);
  });

  test("of two commits in a row: one of the three states", async () => {
    let between: Uint8Array = HIVE;
    const recorded = await record({ "NTUSER.DAT": HIVE }, (fs) => {
      using hivex = hivexOpen(PATH, HIVEX_OPEN_WRITE, { fs });
      add(hivex, "First");
      hivex.commit(null);
      between = hivex.toBytes();
      hivex.nodeSetValue(hivex.root(), filled("large", 30_000));
      hivex.commit(null);
    });
    const after = recorded.after.get("NTUSER.DAT") ?? expect.fail("the hive is gone");
    const found = outcomes(recorded, "NTUSER.DAT", { old: HIVE, between, new: after });
    expect([...found.keys()].sort()).toEqual([
      "clean, between",
      "clean, new",
      "clean, old",
      "dirty, between",
      "dirty, new",
    ]);
  });
});
