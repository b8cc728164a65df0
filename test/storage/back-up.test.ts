import { describe, expect, test } from "vitest";
import { openHive } from "../../src/storage/open-hive.ts";
import { FOLDER, outcomes, record } from "./cut-commits.ts";
import { edit, HIVE, logOf, NAME, PATH, STALE } from "./large-edit.ts";
import { bytesIn, memoryFolder, namesIn } from "./memory-folder.ts";
import { refusalOf } from "./refusal.ts";
import { withField } from "./small-hive.ts";
import { tapped } from "./tapped-file-system.ts";

describe("--backup", () => {
  const backup = `${PATH}.20260102T030405Z.bak`;
  const before = { [PATH]: HIVE, [`${FOLDER}/ntuser.dat.LOG1`]: STALE, [`${FOLDER}/ntuser.dat.LOG2`]: "" };

  test("hive and logs are copied first, and the copies can be opened where they lie", async () => {
    const memory = memoryFolder(before);
    const { fs, calls } = tapped(memory.fs);
    const report = await edit(fs, { backup: true });
    expect(report.backup).toEqual([backup, `${backup}.LOG1`, `${backup}.LOG2`]);
    expect(bytesIn(memory, backup)).toEqual(HIVE);
    expect(bytesIn(memory, `${backup}.LOG1`)).toEqual(STALE);
    expect(bytesIn(memory, `${backup}.LOG2`)).toHaveLength(0);
    const opened = openHive(backup, { fs: memory.fs });
    expect(opened.logs.map(({ role, size }) => [role, size])).toEqual([
      ["LOG1", STALE.length],
      ["LOG2", 0],
    ]);
    const firstOther = calls.findIndex(({ path }) => !path.includes(".bak") && path !== FOLDER);
    expect(calls.slice(firstOther).filter(({ path }) => path.includes(".bak"))).toEqual([]);
  });

  test("of a dirty hive it holds what was there before the recovery", async () => {
    const dirty = withField(HIVE, 4, 42);
    const memory = memoryFolder({ [PATH]: dirty, [`${PATH}.LOG1`]: logOf(HIVE) });
    const report = await edit(memory.fs, { backup: true });
    expect(report.recovered?.sequence).toBe(42);
    expect(bytesIn(memory, backup)).toEqual(dirty);
    expect(bytesIn(memory, `${backup}.LOG1`)).toEqual(logOf(HIVE));
  });

  test("one that can't be made, at any call, stops all, and leaves nothing", async () => {
    const whole = tapped(memoryFolder(before).fs);
    await edit(whole.fs, { backup: true });
    const end = whole.calls.findLastIndex(({ path }) => path.includes(".bak"));
    for (const [index, { operation }] of whole.calls.slice(0, end).entries()) {
      if (operation === "close" || operation === "unlink") continue;
      const memory = memoryFolder(before);
      const untouched = memory.snapshot();
      const { fs } = tapped(memory.fs, (_, at) => (at === index ? { fails: "ENOSPC" } : undefined));
      expect((await refusalOf(edit(fs, { backup: true }))).code).toBe("io-error");
      expect(memory.snapshot(), `${index} ${operation}`).toEqual(untouched);
    }
  });

  test("one that does not hold what was copied stops all", async () => {
    const memory = memoryFolder(before);
    const { fs } = tapped(memory.fs, ({ operation, path }) =>
      operation === "sync" && path.includes(".bak.partial")
        ? { first: () => memory.volume.writeFileSync(path, "torn", { flag: "r+" }) }
        : undefined,
    );
    expect((await refusalOf(edit(fs, { backup: true }))).code).toBe("read-back-differs");
    expect(namesIn(memory, FOLDER)).toEqual([NAME, "ntuser.dat.LOG1", "ntuser.dat.LOG2"]);
  });

  test("cut anywhere: the hive is the old or the new one", async () => {
    const work = await record({ [NAME]: HIVE, [`${NAME}.LOG1`]: STALE }, (fs) => edit(fs, { backup: true }));
    const found = outcomes(work, NAME, { old: HIVE, new: work.after.get(NAME) as Uint8Array });
    expect([...found.keys()].sort()).toEqual(["clean, new", "clean, old", "dirty, new"]);
  });
});
