import { expect, test } from "vitest";
import { logRoleOf, newLogName, sameFileName } from "../../../wasm/node/log-names.ts";

test.each([
  ["NTUSER.DAT.LOG", "LOG"],
  ["NTUSER.DAT.LOG1", "LOG1"],
  ["ntuser.dat.LOG1", "LOG1"],
  ["ntuser.dat.log2", "LOG2"],
  ["NTUSER.DAT.LOG3", undefined],
  ["NTUSER.DAT", undefined],
  ["NTUSER.DAT.LOG1.bak", undefined],
  ["NTUSER.DATx.LOG1", undefined],
  ["NTUSER.DAT{1c3790b4}.TM.blf", undefined],
])("%s beside NTUSER.DAT is %s", (name, role) => {
  expect(logRoleOf(name, "NTUSER.DAT")).toBe(role);
});

test.each([
  ["a", "A", true],
  ["é", "É", true],
  ["straße", "STRASSE", false],
  ["ab", "abc", false],
])("%s and %s are one name: %s", (one, other, same) => {
  expect(sameFileName(one, other)).toBe(same);
});

test.each<[string, Parameters<typeof newLogName>, string]>([
  ["nothing beside the hive", ["LOG1", "NTUSER.DAT", []], "NTUSER.DAT.LOG1"],
  ["a brother", ["LOG1", "NTUSER.DAT", [{ role: "LOG2", name: "ntuser.dat.LOG2" }]], "ntuser.dat.LOG1"],
  [
    "a brother in small letters",
    ["LOG1", "NTUSER.DAT", [{ role: "LOG2", name: "ntuser.dat.log2" }]],
    "ntuser.dat.log1",
  ],
  ["only the single log", ["LOG1", "SYSTEM", [{ role: "LOG", name: "system.LOG" }]], "system.LOG1"],
  [
    "both: the numbered brother counts",
    [
      "LOG1",
      "NTUSER.DAT",
      [
        { role: "LOG", name: "NTUSER.DAT.log" },
        { role: "LOG2", name: "ntuser.dat.LOG2" },
      ],
    ],
    "ntuser.dat.LOG1",
  ],
  [
    "the single log from a numbered one",
    ["LOG", "NTUSER.DAT", [{ role: "LOG1", name: "ntuser.dat.LOG1" }]],
    "ntuser.dat.LOG",
  ],
])("a new log's name: %s", (_, given, name) => {
  expect(newLogName(...given)).toBe(name);
});
