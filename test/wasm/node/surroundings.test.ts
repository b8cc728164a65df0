import { expect, test } from "vitest";
import type { FileSystem } from "../../../wasm/node/file-system.ts";
import { Surroundings } from "../../../wasm/node/surroundings.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { overlaid } from "../../storage/tapped-file-system.ts";

/** A file system that tells which folders were listed. */
function listed(files: Record<string, string>): {
  fs: FileSystem;
  volume: ReturnType<typeof memoryFolder>["volume"];
  calls: string[];
} {
  const { fs, volume } = memoryFolder(files);
  const calls: string[] = [];
  const counting = overlaid(fs, {
    readdirSync(path) {
      calls.push(path);
      return fs.readdirSync(path);
    },
  });
  return { fs: counting, volume, calls };
}

const SHARE = { "/mnt/share/anna/NTUSER.DAT": "", "/mnt/share/ben/NTUSER.DAT": "", "/mnt/share/Hiberfil.sys": "hibr" };

test("folders that hives share are listed once", () => {
  const { fs, calls } = listed(SHARE);
  const surroundings = new Surroundings(fs);
  for (const folder of ["/mnt/share/anna", "/mnt/share/ben", "/mnt/share/anna"]) {
    const found = [...surroundings.upToMountPoint(folder)].flatMap((each) => [
      ...surroundings.spellingsOf(each, ["hiberfil.sys"]),
    ]);
    expect(found).toEqual(["/mnt/share/Hiberfil.sys"]);
  }
  expect(calls).toEqual(["/mnt/share/anna", "/mnt/share", "/mnt", "/", "/mnt/share/ben"]);
});

test("a folder that has changed is listed again, once a while has gone by", () => {
  const { fs, volume, calls } = listed(SHARE);
  let now = 0;
  const surroundings = new Surroundings(fs, () => now);
  const look = (): string[] => [...surroundings.spellingsOf("/mnt/share/anna", ["hiberfil.sys"])];
  expect(look()).toEqual([]);
  volume.writeFileSync("/mnt/share/anna/HIBERFIL.SYS", "hibr");
  volume.utimesSync("/mnt/share/anna", 1, 2); // the time of the change, however fast this test runs
  expect(look()).toEqual([]);
  now = 100;
  expect(look()).toEqual(["/mnt/share/anna/HIBERFIL.SYS"]);
  expect(calls).toEqual(["/mnt/share/anna", "/mnt/share/anna"]);
});

test("a listing that is asked for is made", () => {
  const { fs, volume } = listed(SHARE);
  const surroundings = new Surroundings(fs);
  expect(surroundings.list("/mnt/share/anna")).toEqual(["NTUSER.DAT"]);
  volume.writeFileSync("/mnt/share/anna/NTUSER.DAT.LOG1", "");
  expect(surroundings.list("/mnt/share/anna")).toEqual(["NTUSER.DAT", "NTUSER.DAT.LOG1"]);
});

test("what a file system hides from listings is found by its exact name", () => {
  const { fs } = memoryFolder(SHARE);
  const hiding = overlaid(fs, { readdirSync: () => [] });
  const look = (name: string): string[] => [...new Surroundings(hiding).spellingsOf("/mnt/share", [name])];
  expect(look("Hiberfil.sys")).toEqual(["/mnt/share/Hiberfil.sys"]);
  expect(look("hiberfil.sys")).toEqual([]);
});

test("more folders than are kept come to the same answers", () => {
  const names = Array.from({ length: 600 }, (_, index) => `/users/${index}`);
  const { fs } = memoryFolder(Object.fromEntries(names.map((name) => [`${name}/Windows/x`, ""])));
  const surroundings = new Surroundings(fs);
  for (const name of [...names, ...names])
    expect([...surroundings.spellingsOf(name, ["WINDOWS", "X"])]).toEqual([`${name}/Windows/x`]);
});
