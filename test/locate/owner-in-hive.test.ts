import { expect, it, test } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { findHives } from "../../src/locate/find-hives.ts";
import { ownerInHive } from "../../src/locate/owner-in-hive.ts";
import { fixture, memoryFolder } from "../storage/memory-folder.ts";
import { corpusFile, corpusHives, describeCorpus, SIZE_LIMIT } from "../support/corpus.ts";

const ANNA = "S-1-5-21-111-222-333-1105";

/** A user's hive whose root key gives these SIDs all rights. */
function hiveOf(sids: readonly string[], texts: Record<string, [string, string]> = {}): Uint8Array {
  const hive = Hive.fromBytes(fixture("outlook-user.dat"), { mode: "edit" });
  const entries = sids.map((sid) => `(A;OICI;KA;;;${sid})`).join("");
  hive.edit({
    version: 1,
    changes: [
      { op: "set-security", key: "", sddl: `O:BAG:SYD:P${entries}(A;OICI;KA;;;SY)(A;OICI;KR;;;RC)` },
      ...Object.entries(texts).map(
        ([key, [value, text]]) =>
          ({
            op: "set-value",
            key: `Software\\Microsoft\\Windows\\CurrentVersion\\Explorer${key}`,
            value,
            type: 1,
            data: Buffer.from(`${text}\0`, "utf16le").toString("hex"),
          }) as const,
      ),
    ],
  } as never);
  const bytes = hive.toBytes();
  hive.close();
  return bytes;
}

const inside = (bytes: Uint8Array): object => {
  const hive = Hive.fromBytes(bytes);
  try {
    return ownerInHive(hive);
  } finally {
    hive.close();
  }
};

test("the one user who has rights to the root key is the owner; of several nobody knows", () => {
  expect(inside(hiveOf([ANNA]))).toEqual({ sid: ANNA });
  expect(inside(hiveOf([ANNA, "S-1-5-21-111-222-333-1106"]))).toEqual({});
  expect(inside(hiveOf(["S-1-5-32-544", "S-1-5-19"]))).toEqual({});
});

test("the name is the one that was logged on, or that of the local profile's folder", () => {
  const local = (text: string): object => inside(hiveOf([ANNA], { "\\Shell Folders": ["Local AppData", text] }));
  expect(local("C:\\Users\\anna.ACME\\AppData\\Local")).toEqual({ sid: ANNA, name: "anna.ACME" });
  expect(local("D:\\Documents and Settings\\anna\\Local Settings")).toEqual({ sid: ANNA, name: "anna" });
  expect(local("\\\\server\\home\\anna\\AppData")).toEqual({ sid: ANNA });
  expect(inside(hiveOf([ANNA], { "": ["Logon User Name", "Anna A."] }))).toEqual({ sid: ANNA, name: "Anna A." });
});

test("a search asks the hive for what list and folder do not tell", () => {
  const named = hiveOf([ANNA], { "\\Shell Folders": ["Local AppData", "C:\\Users\\anna\\AppData\\Local"] });
  const { fs } = memoryFolder({
    "/mnt/NTUSER.DAT": named,
    "/share/ann.V6/NTUSER.DAT": named,
    "/share/S-1-5-21-1-2-3-1107_ben/Profile/NTUSER.DAT": hiveOf([ANNA]),
    "/share/broken/NTUSER.DAT": "no hive",
    "/share/odd/saved": named,
  });
  const owners = (root: string, options = {}): object[] =>
    findHives(root, { fs, ...options }).hives.map(({ owner }) => owner ?? {});
  // The mount point's name says nothing about the user.
  expect(owners("/mnt", { readOwners: true })).toEqual([{ name: "anna", sid: ANNA }]);
  expect(owners("/mnt")).toEqual([{ name: "mnt" }]);
  expect(owners("/share", { readOwners: true, byContent: true })).toEqual([
    { name: "ben", sid: "S-1-5-21-1-2-3-1107" },
    { name: "ann", sid: ANNA },
    { name: "broken" },
    { name: "anna", sid: ANNA },
  ]);
  expect(findHives("/share", { fs, user: ANNA }).hives.map(({ path }) => path)).toEqual(["/share/ann.V6/NTUSER.DAT"]);
});

describeCorpus("owners of real hives", () => {
  it.each(corpusHives().filter(({ file, size }) => /usrclass/i.test(file) && size < SIZE_LIMIT))(
    "$file",
    ({ file }) => {
      const bytes = corpusFile(file);
      const hive = Hive.fromBytes(bytes, { ignoreChecksum: true });
      // Windows calls the root key of these by the user's SID.
      expect(ownerInHive(hive).sid).toBe(/^(S-1-5-21.*)_Classes$/i.exec(hive.root.name)?.[1]);
      hive.close();
    },
  );
});
