import { symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { nodeFileSystem } from "../../../wasm/node/file-system.ts";
import { findCompanions, sameLogs } from "../../../wasm/node/find-logs.ts";
import { ReadCounter } from "../../../wasm/node/read-only-file.ts";
import { fixture, memoryFolder } from "../../storage/memory-folder.ts";
import { newLog, oldLog } from "../../storage/sample-logs.ts";
import { overlaid, systemFailure } from "../../storage/tapped-file-system.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";

const HIVE = fixture("no-profiles.dat");

function beside(files: Record<string, Uint8Array | string>): ReturnType<typeof findCompanions> {
  const paths = Object.entries(files).map(([name, bytes]) => [`/u/${name}`, bytes] as const);
  const { fs } = memoryFolder({ "/u/NTUSER.DAT": HIVE, ...Object.fromEntries(paths) });
  return findCompanions(fs, "/u/NTUSER.DAT", new ReadCounter());
}

test("logs in any letter case, with what their first sector says", () => {
  const { logs, namesakes } = beside({
    "ntuser.dat.LOG2": newLog(HIVE, 9),
    "NTUSER.DAT.log": "",
    "ntuser.dat.Log1": oldLog(HIVE, 3),
    "NTUSER.DAT.LOG1.old": newLog(HIVE, 4),
  });
  expect(logs.map(({ role, path, format, firstSequence }) => [role, path, format, firstSequence])).toEqual([
    ["LOG1", "/u/ntuser.dat.Log1", "dirt", 3],
    ["LOG2", "/u/ntuser.dat.LOG2", "hvle", 9],
    ["LOG", "/u/NTUSER.DAT.log", "empty", undefined],
  ]);
  expect(namesakes).toEqual([]);
});

test("no logs", () => {
  expect(beside({ "other.LOG1": "x" })).toEqual({ logs: [], namesakes: [] });
});

test("a log of rubbish is unknown, not an error", () => {
  expect(beside({ "NTUSER.DAT.LOG1": "rubbish" }).logs).toMatchObject([{ format: "unknown", size: 7 }]);
});

test("both spellings of one log are found, the hive's own first", () => {
  const { logs } = beside({ "ntuser.dat.LOG1": "", "NTUSER.DAT.LOG1": "" });
  expect(logs.map(({ path }) => path)).toEqual(["/u/NTUSER.DAT.LOG1", "/u/ntuser.dat.LOG1"]);
});

test("another spelling of the hive is noticed", () => {
  expect(beside({ "ntuser.dat": "x" }).namesakes).toEqual(["ntuser.dat"]);
});

test("a folder with a log's name is a fault of that log", () => {
  const { fs } = memoryFolder({ "/u/NTUSER.DAT": HIVE, "/u/NTUSER.DAT.LOG1": null });
  const { logs } = findCompanions(fs, "/u/NTUSER.DAT", new ReadCounter());
  expect(logs).toMatchObject([{ role: "LOG1", format: "unknown", fault: { code: "not-a-file" } }]);
});

test("a log that is a symbolic link is a fault of that log, and is not followed", () => {
  using folder = new TemporaryFolder();
  writeFileSync(folder.file("H"), HIVE);
  writeFileSync(folder.file("elsewhere"), newLog(HIVE, 9));
  symlinkSync(folder.file("elsewhere"), folder.file("H.LOG1"));
  const { logs } = findCompanions(nodeFileSystem, folder.file("H"), new ReadCounter());
  expect(logs).toMatchObject([{ role: "LOG1", format: "unknown", fault: { code: "not-a-file" } }]);
});

test("a log that cannot be read is a fault of that log", () => {
  const { fs } = memoryFolder({ "/u/NTUSER.DAT": HIVE, "/u/NTUSER.DAT.LOG1": "x" });
  const failing = overlaid(fs, {
    openSync(path) {
      throw systemFailure("EACCES", { operation: "open", path });
    },
  });
  const { logs } = findCompanions(failing, "/u/NTUSER.DAT", new ReadCounter());
  expect(logs).toMatchObject([{ format: "unknown", size: 1, fault: { code: "permission-denied" } }]);
});

test("a folder that cannot be listed hides its logs, but not that it does", () => {
  const { fs } = memoryFolder({ "/u/NTUSER.DAT": HIVE });
  const failing = overlaid(fs, {
    readdirSync(path) {
      throw systemFailure("EACCES", { operation: "readdir", path });
    },
  });
  expect(findCompanions(failing, "/u/NTUSER.DAT", new ReadCounter())).toMatchObject({
    logs: [],
    fault: { code: "permission-denied" },
  });
});

test.each<[string, (volume: ReturnType<typeof memoryFolder>["volume"]) => void, boolean]>([
  ["nothing", () => undefined, true],
  ["a log grew", (volume) => volume.appendFileSync("/u/NTUSER.DAT.LOG1", "x"), false],
  ["a log was touched", (volume) => volume.utimesSync("/u/NTUSER.DAT.LOG1", 1, 5), false],
  ["a log went", (volume) => volume.unlinkSync("/u/NTUSER.DAT.LOG1"), false],
  ["a log came", (volume) => volume.writeFileSync("/u/NTUSER.DAT.LOG2", ""), false],
])("two looks, and between them: %s", (_, change, same) => {
  const { fs, volume } = memoryFolder({ "/u/NTUSER.DAT": HIVE, "/u/NTUSER.DAT.LOG1": newLog(HIVE, 9) });
  const look = (): ReturnType<typeof findCompanions> => findCompanions(fs, "/u/NTUSER.DAT", new ReadCounter());
  const before = look();
  change(volume);
  expect(sameLogs(before.logs, look().logs)).toBe(same);
});
