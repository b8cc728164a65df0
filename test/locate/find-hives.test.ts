import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { type FindHivesOptions, findHives } from "../../src/locate/find-hives.ts";
import { fixture, memoryFolder } from "../storage/memory-folder.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const HIVE = fixture("outlook-user.dat");

/** What is found in a folder in memory that holds these files: path, role and owner. */
function found(paths: readonly string[], options: FindHivesOptions = {}): string[] {
  const { fs } = memoryFolder(Object.fromEntries(paths.map((path) => [path, HIVE])));
  return findHives("/root", { fs, ...options }).hives.map(
    ({ path, role, owner }) => `${path.slice("/root/".length)} ${role} ${owner?.name ?? "-"}`,
  );
}

test("a volume with Windows 10", () => {
  const paths = [
    "/root/Windows/System32/config/SYSTEM",
    "/root/Windows/System32/config/SOFTWARE",
    "/root/Windows/System32/config/SOFTWARE.LOG1",
    "/root/Windows/System32/config/RegBack/SYSTEM",
    "/root/Windows/System32/config/BCD-Template",
    "/root/Windows/System32/config/systemprofile/ntuser.dat",
    "/root/Windows/ServiceProfiles/LocalService/NTUSER.DAT",
    "/root/Windows/appcompat/Programs/Amcache.hve",
    "/root/Users/alice/NTUSER.DAT",
    "/root/Users/alice/ntuser.dat.LOG1",
    "/root/Users/alice/NTUSER.DAT.{53b39e88-18c4-11ea-a811-000d3aa4692b}.tmp",
    "/root/Users/alice/AppData/Local/Microsoft/Windows/UsrClass.dat",
    "/root/Users/alice/AppData/Local/Packages/App_1/Settings/settings.dat",
    "/root/Users/alice/AppData/Local/Packages/App_1/SystemAppData/Helium/User.dat",
    "/root/Users/Default/NTUSER.DAT",
    "/root/Windows.old/Users/bob/NTUSER.DAT",
    "/root/EFI/Microsoft/Boot/BCD",
    "/root/Program Files/Tool/NTUSER.DAT",
  ];
  expect(found(paths)).toEqual([
    "EFI/Microsoft/Boot/BCD bcd -",
    "Users/Default/NTUSER.DAT default-user Default",
    "Users/alice/AppData/Local/Microsoft/Windows/UsrClass.dat user-classes alice",
    "Users/alice/AppData/Local/Packages/App_1/Settings/settings.dat app alice",
    "Users/alice/AppData/Local/Packages/App_1/SystemAppData/Helium/User.dat app alice",
    "Users/alice/NTUSER.DAT user alice",
    "Windows.old/Users/bob/NTUSER.DAT user bob",
    "Windows/ServiceProfiles/LocalService/NTUSER.DAT service LocalService",
    "Windows/System32/config/BCD-Template bcd -",
    "Windows/System32/config/RegBack/SYSTEM backup -",
    "Windows/System32/config/SOFTWARE machine -",
    "Windows/System32/config/SYSTEM machine -",
    "Windows/System32/config/systemprofile/ntuser.dat service -",
    "Windows/appcompat/Programs/Amcache.hve amcache -",
  ]);
  expect(found(paths, { hives: ["users"] })).toEqual([
    "Users/alice/NTUSER.DAT user alice",
    "Windows.old/Users/bob/NTUSER.DAT user bob",
  ]);
});

test("Windows XP, in other letter cases", () => {
  expect(
    found([
      "/root/documents and settings/Bob/ntuser.dat",
      "/root/DOCUMENTS AND SETTINGS/Carol/Local Settings/Application Data/Microsoft/Windows/UsrClass.dat",
      "/root/WINDOWS/system32/CONFIG/system",
      "/root/WINNT/Profiles/Dave/NTUSER.DAT",
    ]),
  ).toEqual([
    "DOCUMENTS AND SETTINGS/Carol/Local Settings/Application Data/Microsoft/Windows/UsrClass.dat user-classes Carol",
    "WINDOWS/system32/CONFIG/system machine -",
    "WINNT/Profiles/Dave/NTUSER.DAT user Dave",
    "documents and settings/Bob/ntuser.dat user Bob",
  ]);
});

test("a share of roaming profiles, containers and mandatory profiles", () => {
  const paths = [
    "/root/alice.V6/NTUSER.DAT",
    "/root/john.smith.V2/NTUSER.DAT",
    "/root/kiosk.V6/NTUSER.MAN",
    "/root/Default User.V2/NTUSER.DAT",
    "/root/S-1-5-21-1-2-3-1105_erin/Profile/NTUSER.DAT",
    "/root/frank/UPM_Profile/NTUSER.DAT",
    "/root/readme.txt",
  ];
  expect(found(paths)).toEqual([
    "Default User.V2/NTUSER.DAT default-user Default User",
    "S-1-5-21-1-2-3-1105_erin/Profile/NTUSER.DAT user erin",
    "alice.V6/NTUSER.DAT user alice",
    "frank/UPM_Profile/NTUSER.DAT user frank",
    "john.smith.V2/NTUSER.DAT user john.smith",
    "kiosk.V6/NTUSER.MAN user kiosk",
  ]);
  expect(found(paths, { user: "{ALICE,john*}" })).toEqual([
    "alice.V6/NTUSER.DAT user alice",
    "john.smith.V2/NTUSER.DAT user john.smith",
  ]);
  expect(found(paths, { user: "s-1-5-21-1-2-3-1105" })).toHaveLength(1);
});

test("a user's pattern is read as a shell reads it, on every system", () => {
  const names = ["anna", "bob", "Berta", "!x"];
  const paths = names.map((name) => `/root/Users/${name}/NTUSER.DAT`);
  const chosen = (user: string): string[] => found(paths, { user }).map((line) => line.split(" ").at(-1) as string);
  expect(chosen("[!b]*")).toEqual(["!x", "anna"]);
  expect(chosen("[^b]*")).toEqual(["!x", "anna"]);
  expect(chosen("[a-b]*")).toEqual(["Berta", "anna", "bob"]);
  expect(chosen("[[:alpha:]]*")).toEqual(["Berta", "anna", "bob"]);
  expect(chosen("?o?")).toEqual(["bob"]);
  expect(chosen("[")).toEqual([]);
  expect(() => chosen("")).toThrow(/pattern for users' names is empty/);
});

test("a profile itself, and a folder of volumes", () => {
  expect(found(["/root/NTUSER.DAT"])).toEqual(["NTUSER.DAT user root"]);
  expect(found(["/root/disk1/Users/gil/NTUSER.DAT", "/root/disk2/Windows/System32/config/SAM"])).toEqual([
    "disk1/Users/gil/NTUSER.DAT user gil",
    "disk2/Windows/System32/config/SAM machine -",
  ]);
});

test("by content, hives are found under any name, logs and other files are not", () => {
  const { fs } = memoryFolder({
    "/root/Users/alice/NTUSER.DAT": HIVE,
    "/root/deep/er/saved.bak": HIVE,
    "/root/deep/er/short": "regf",
    "/root/deep/other.bin": new Uint8Array(9000),
    "/root/deep/a.LOG1": new Uint8Array(HIVE).fill(6, 28, 29),
    "/root/deep/first": HIVE,
    "/root/deep/control": fixture("system.dat"),
    "/root/Users/alice/NTUSER.DAT.{53b39e88-18c4-11ea-a811-000d3aa4692b}.tmp": HIVE,
    "/root/Users/alice/ntuser.dat.20260131T120000Z.bak": HIVE,
    "/root/Users/alice/NTUSER.DAT.copy": HIVE,
  });
  const { hives } = findHives("/root", { fs, byContent: true });
  expect(hives.map(({ path, role }) => `${path} ${role}`)).toEqual([
    "/root/Users/alice/NTUSER.DAT user",
    "/root/Users/alice/NTUSER.DAT.copy other",
    "/root/Users/alice/NTUSER.DAT.{53b39e88-18c4-11ea-a811-000d3aa4692b}.tmp other",
    "/root/Users/alice/ntuser.dat.20260131T120000Z.bak other",
    "/root/deep/control machine",
    "/root/deep/er/saved.bak other",
    "/root/deep/first user",
  ]);
  // Who edits users' hives never gets a copy of one.
  const users = findHives("/root", { fs, byContent: true, hives: ["users"] }).hives.map(({ path }) => path);
  expect(users).toEqual(["/root/Users/alice/NTUSER.DAT", "/root/deep/first"]);
});

test("links are followed within the root only, and nothing is met twice", () => {
  using folder = new TemporaryFolder();
  const put = (...names: string[]): void => {
    mkdirSync(dirname(folder.file(...names)), { recursive: true });
    writeFileSync(folder.file(...names), HIVE);
  };
  put("root", "Users", "alice", "NTUSER.DAT");
  put("outside", "mallory", "NTUSER.DAT");
  symlinkSync(folder.file("root", "Users"), folder.file("root", "Documents and Settings"));
  symlinkSync(folder.file("outside", "mallory"), folder.file("root", "Users", "mallory"));
  symlinkSync("nowhere", folder.file("root", "Users", "All Users"));
  symlinkSync(".", folder.file("root", "Windows.old"));
  symlinkSync("loop", folder.file("root", "Users", "loop"));
  const { hives, passedBy } = findHives(folder.file("root"));
  expect(hives.map(({ path }) => path)).toEqual([folder.file("root", "Users", "alice", "NTUSER.DAT")]);
  expect(passedBy.map(({ path, reason }) => `${path.slice(folder.path.length)}: ${reason}`).sort()).toEqual([
    "/root/Users/All Users: a link to nothing, or gone meanwhile",
    "/root/Users/loop: a link that leads to itself",
    "/root/Users/mallory: a link that leads out of the root",
  ]);
});

test("a folder that cannot be read costs only itself", () => {
  using folder = new TemporaryFolder();
  const { fs } = memoryFolder({ "/root/a/NTUSER.DAT": HIVE, "/root/b/NTUSER.DAT": HIVE });
  const refusing = {
    ...fs,
    readdirSync: (path: string) => {
      if (path === "/root/a") throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
      return fs.readdirSync(path);
    },
  };
  const { hives, passedBy } = findHives("/root", { fs: Object.assign(Object.create(fs), refusing) });
  expect(hives.map(({ path }) => path)).toEqual(["/root/b/NTUSER.DAT"]);
  const reason = "looking into it failed: permission denied";
  expect(passedBy).toEqual([{ path: "/root/a", reason }]);
  const byContent = findHives("/root", { fs: Object.assign(Object.create(fs), refusing), byContent: true });
  expect(byContent.passedBy).toEqual([{ path: "/root/a", reason }]);
  chmodSync(folder.path, 0o700);
  expect(() => findHives(folder.file("missing"))).toThrow(/no such file/);
});
