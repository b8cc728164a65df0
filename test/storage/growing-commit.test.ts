import { HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import { commitEdit } from "../../src/storage/commit.ts";
import { openHive } from "../../src/storage/open-hive.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { recoverHive } from "../support/reference-recovery.ts";
import { FOLDER, outcomes, record } from "./cut-commits.ts";
import { bytesIn, memoryFolder } from "./memory-folder.ts";
import { refusalOf } from "./refusal.ts";
import { facts } from "./sample-facts.ts";
import { newLog, oldLog } from "./sample-logs.ts";
import { smallHive } from "./small-hive.ts";
import { tapped, type WritingCall } from "./tapped-file-system.ts";

const NAME = "NTUSER.DAT";
const PATH = `${FOLDER}/${NAME}`;
const HIVE = smallHive({ minor: 5 });

/** Adds a key with a value that needs new bins; `touchesValue` takes the value for a key that was touched. */
async function edit(fs: FileSystem, touchesValue = false): ReturnType<typeof commitEdit> {
  const opened = openHive(PATH, { fs, mode: "edit", processFacts: facts() });
  try {
    const { editing, baseBlock } = opened.hive.engine;
    const key = editing.createKey(baseBlock.rootOffset, "Added");
    const value = editing.setValue(key, "Data", 3, new Uint8Array(9_000).fill(7));
    const verify = (): void => undefined;
    return await commitEdit(opened, { verify, touched: [baseBlock.rootOffset, touchesValue ? value : key] });
  } finally {
    opened.close();
  }
}

const bins = (hive: Uint8Array): Buffer =>
  Buffer.from(hive.subarray(4096, 4096 + new DataView(hive.buffer, hive.byteOffset).getUint32(40, true)));

test("a disk that is full at any call: as it was, or finished from the log, or done", async () => {
  const whole = memoryFolder({ [PATH]: HIVE });
  const { fs, calls } = tapped(whole.fs);
  await edit(fs);
  const edited = bytesIn(whole, PATH);
  expect(edited.length).toBeGreaterThan(HIVE.length + 8192);
  const untouched = memoryFolder({ [PATH]: HIVE }).snapshot();
  const isPage = ({ operation, path }: WritingCall): boolean => operation === "write" && path === PATH;
  const found = new Set<string>();
  for (const [index, call] of calls.entries()) {
    if (call.operation === "close" || call.path.includes("guard")) continue;
    const memory = memoryFolder({ [PATH]: HIVE });
    const { fs: failing } = tapped(memory.fs, (_, at) => (at === index ? { fails: "ENOSPC" } : undefined));
    const result = await edit(failing).catch((reason: HiveError) => reason);
    const at = `${index} ${call.operation} ${call.path}`;
    if (!(result instanceof HiveError)) {
      expect(result.warnings, at).toHaveLength(1);
      expect(bytesIn(memory, PATH), at).toEqual(edited);
      found.add("done");
    } else if (result.code === "io-error") {
      expect(result.message, at).toContain("no room left on the volume");
      expect(memory.snapshot(), at).toEqual(untouched);
      found.add(isPage(call) ? "as it was, zeros" : "as it was");
    } else {
      expect(result.code, at).toBe("commit-interrupted");
      const recovered = recoverHive(bytesIn(memory, PATH), { LOG1: bytesIn(memory, `${PATH}.LOG1`) });
      // The write that would have marked the hive dirty may have done nothing: it stands as it was.
      const isOld = bins(recovered as Uint8Array).equals(bins(HIVE));
      if (!isOld) expect(bins(recovered as Uint8Array).equals(bins(edited)), at).toBe(true);
      found.add(isOld ? "not begun" : "finished from the log");
    }
  }
  const all = ["as it was", "as it was, zeros", "done", "finished from the log", "not begun"];
  expect([...found].sort()).toEqual(all);
});

test("a disk on which only a part of the zeros has room: the hive has its old size again", async () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  let writes = 0;
  const { fs } = tapped(memory.fs, ({ operation, path }) => {
    if (operation !== "write" || path !== PATH) return undefined;
    return writes++ === 0 ? { takesOnly: 1_000 } : { fails: "ENOSPC" };
  });
  expect((await refusalOf(edit(fs))).code).toBe("io-error");
  expect(writes).toBe(2);
  expect(memory.snapshot()).toEqual(memoryFolder({ [PATH]: HIVE }).snapshot());
});

test.each([
  ["no logs", {}],
  ["a stale log of the new kind", { [`${NAME}.LOG1`]: newLog(HIVE, 42) }],
  ["a log of the old kind", { [`${NAME}.LOG1`]: oldLog(HIVE, 41) }],
])("cut at any call, with %s: the old or the new hive", async (_, logs) => {
  const work = await record({ [NAME]: HIVE, ...logs }, edit);
  const found = outcomes(work, NAME, { old: HIVE, new: work.after.get(NAME) as Uint8Array });
  expect([...found.keys()].sort()).toEqual(["clean, new", "clean, old", "dirty, new"]);
});

test("an edit that would leave something out of order is not written", async () => {
  const memory = memoryFolder({ [PATH]: HIVE });
  const { fs, calls } = tapped(memory.fs);
  const error = await refusalOf(edit(fs, true));
  expect(error.message).toContain("the edit would leave this out of order");
  expect(error.advice).toContain("Nothing was written");
  expect(calls).toEqual([]);
});

test("what does not come back in order from the disk is told, in pages that were not written, too", async () => {
  // The list of the parent lies in the bin of the second key, which an edit of the first does not touch.
  const values = [{ name: "V", type: 3, data: new Uint8Array(8) }];
  const keys = [
    { name: "Deep", fillerBefore: 8192, values },
    { name: "Later", fillerBefore: 8192 },
  ];
  const hive = smallHive({ minor: 5, root: { name: "root", keys: [{ name: "Parent", fillerBefore: 8192, keys }] } });
  const memory = memoryFolder({ [PATH]: hive });
  let syncs = 0;
  const { fs } = tapped(memory.fs, ({ operation, path }) => {
    if (operation !== "sync" || path !== PATH || ++syncs < 3) return undefined;
    return {
      first() {
        const bytes = bytesIn(memory, PATH);
        const at = Buffer.from(bytes).indexOf("lh", 4096 + 8192);
        bytes.set([1, 2, 3, 4], at + 8);
        memory.volume.writeFileSync(PATH, bytes, { flag: "r+" });
      },
    };
  });
  const opened = openHive(PATH, { fs, mode: "edit", processFacts: facts() });
  const key = opened.hive.key("Parent\\Deep").offset;
  opened.hive.engine.editing.setValue(key, "V", 3, new Uint8Array(8).fill(1));
  const error = await refusalOf(commitEdit(opened, { verify: () => undefined, touched: [key] }));
  expect(error).toMatchObject({ code: "read-back-differs", message: expect.stringContaining("hint or hash") });
  opened.close();
});
