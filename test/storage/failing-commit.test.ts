import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { hiveError } from "../../src/errors.ts";
import { recoverHive } from "../support/reference-recovery.ts";
import { bytesIn, memoryFolder, namesIn } from "./memory-folder.ts";
import { refusalOf } from "./refusal.ts";
import { newLog } from "./sample-logs.ts";
import { commit, edit, editIn, HIVE, open, PATH } from "./small-edit.ts";
import { withField } from "./small-hive.ts";
import { tapped } from "./tapped-file-system.ts";

describe("changed by somebody else", () => {
  const meddlings: [string, (volume: ReturnType<typeof memoryFolder>["volume"]) => void][] = [
    ["its time", (volume) => volume.utimesSync(PATH, 1, 2)],
    ["its size", (volume) => volume.appendFileSync(PATH, Buffer.alloc(4096))],
    ["its base block", (volume) => volume.writeFileSync(PATH, withField(HIVE, 4, 42))],
    ["its log", (volume) => volume.writeFileSync("/u/NTUSER.DAT.LOG1", newLog(HIVE, 41))],
    ["a new log", (volume) => volume.writeFileSync("/u/ntuser.dat.LOG2", "")],
  ];
  test.each(meddlings)("%s, between opening and committing: nothing is written", async (_, meddle) => {
    const memory = memoryFolder({ [PATH]: HIVE, "/u/NTUSER.DAT.LOG1": newLog(HIVE, 9) });
    const { fs, calls } = tapped(memory.fs);
    const opened = open(fs);
    edit(opened);
    meddle(memory.volume);
    const before = memory.snapshot();
    expect((await refusalOf(commit(opened))).code).toBe("file-changed");
    expect(memory.snapshot()).toEqual(before);
    expect(calls.filter(({ path }) => !path.endsWith("guard"))).toEqual([]);
  });

  test.each(meddlings.slice(0, 3))("%s, while our log was being written: the hive is left alone", async (_, meddle) => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs } = tapped(memory.fs, ({ operation, path }) =>
      operation === "sync" && path.endsWith("LOG1") ? { first: () => meddle(memory.volume) } : undefined,
    );
    const opened = open(fs);
    edit(opened);
    expect((await refusalOf(commit(opened))).code).toBe("file-changed");
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
    expect(Buffer.from(bytesIn(memory, PATH)).includes("server-44300")).toBe(true);
  });

  test("the guard taken away before the point of no return: the hive is left alone", async () => {
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs } = tapped(memory.fs, ({ operation, path }) =>
      operation === "sync" && path.endsWith("LOG1")
        ? { first: () => memory.volume.writeFileSync("/u/NTUSER.DAT.hivetool-guard", "mine") }
        : undefined,
    );
    const opened = open(fs);
    edit(opened);
    expect((await refusalOf(commit(opened))).code).toBe("in-use");
    expect(bytesIn(memory, PATH)).toEqual(HIVE);
    expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT", "NTUSER.DAT.hivetool-guard"]); // theirs
  });
});

describe("a failure at every call", async () => {
  const { calls } = await editIn({ "/u/NTUSER.DAT.LOG2": newLog(HIVE, 9) });
  const cases = [...calls.entries()].flatMap(([index, { operation, path }]) =>
    ["EIO", "ENOSPC"].map((name) => [`${operation} ${path} (call ${index})`, name, index] as const),
  );
  const edited = withEdit();

  test.each(cases)(
    "%s fails with %s: the old hive, the new one, or one that recovers to the new one",
    async (_, name, index) => {
      const { memory, result } = await editIn({ "/u/NTUSER.DAT.LOG2": newLog(HIVE, 9) }, (_, at) =>
        at === index ? { fails: name } : undefined,
      );
      const outcome = await result.then(
        () => "done",
        (error: unknown) => (error instanceof HiveError ? error.code : String(error)),
      );
      const after = bytesIn(memory, PATH);
      const names = namesIn(memory, "/u").filter((each) => each !== "NTUSER.DAT" && each !== "NTUSER.DAT.LOG2");
      if (outcome === "commit-interrupted") {
        expect(names).toEqual(["NTUSER.DAT.LOG1"]);
        const recovered = recoverHive(after, {
          LOG1: bytesIn(memory, "/u/NTUSER.DAT.LOG1"),
          LOG2: bytesIn(memory, "/u/NTUSER.DAT.LOG2"),
        });
        // A base block that never reached the disk leaves the old hive; a dirty one comes back whole.
        const isOld = recovered !== undefined && Buffer.from(recovered).equals(HIVE);
        if (!isOld) expect(recovered?.subarray(4096)).toEqual(edited.subarray(4096));
      } else if (outcome === "done") {
        expect(after.subarray(4096)).toEqual(edited.subarray(4096));
        const { warnings } = await result;
        expect(names.length === 0 || warnings.length > 0).toBe(true);
      } else {
        expect(outcome).toBe("io-error");
        expect(after).toEqual(HIVE);
        expect(names).toEqual([]);
      }
    },
  );

  function withEdit(): Uint8Array {
    const memory = memoryFolder({ [PATH]: HIVE });
    const opened = open(memory.fs);
    edit(opened);
    const bytes = HIVE.slice();
    for (let offset = 4096; offset < bytes.length; offset += 4096) {
      bytes.set(opened.hive.engine.memory.imageBytes(offset, 4096), offset);
    }
    return bytes;
  }
});

test("a disk that does not keep what was written is found out", async () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  // The last file to be closed is the hive, after all that was synced; it then rots.
  const { fs } = tapped(memory.fs, ({ operation, path }) =>
    operation === "close" && path === PATH
      ? {
          first: () => {
            const bytes = bytesIn(memory, PATH);
            bytes[4096 + 2000] = (bytes[4096 + 2000] ?? 0) ^ 1;
            memory.volume.writeFileSync(PATH, bytes);
          },
        }
      : undefined,
  );
  const opened = open(fs);
  edit(opened);
  expect(await refusalOf(commit(opened))).toMatchObject({ code: "read-back-differs", fileOffset: 4096 + 2000 });
  expect(namesIn(memory, "/u")).toEqual(["NTUSER.DAT"]);
});

test("an edit that the verifier does not find is told", async () => {
  const missing = (): never => {
    throw hiveError("value-not-found", "not there");
  };
  const { result } = await editIn({}, undefined, { verify: missing });
  expect((await refusalOf(result)).code).toBe("read-back-differs");
});

test("a guard that can't be removed afterwards is a warning", async () => {
  const { result } = await editIn({}, ({ operation, path }) =>
    operation === "unlink" && path.endsWith("guard") ? { fails: "EIO" } : undefined,
  );
  expect((await result).warnings).toEqual([expect.stringContaining("removing NTUSER.DAT.hivetool-guard failed")]);
});

test("a guard that can't be removed after a failure is told besides it", async () => {
  const { result } = await editIn({}, ({ operation, path }) => {
    if (operation === "unlink" && path.endsWith("guard")) return { fails: "EACCES" };
    return operation === "sync" && path.endsWith("LOG1") ? { fails: "EIO" } : undefined;
  });
  expect((await refusalOf(result)).message).toMatch(
    /LOG1 failed: .*; besides, removing NTUSER\.DAT\.hivetool-guard failed/,
  );
});
