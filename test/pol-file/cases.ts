import type { WrittenRecord } from "../support/pol-bytes.ts";

/** Records, and what they say to a user's hive: see `said` in the test beside this file. */
export interface PolCase {
  readonly name: string;
  readonly records: readonly WrittenRecord[];
  readonly says: readonly string[];
}

type Short = readonly [name: string, records: readonly WrittenRecord[], says: string | readonly string[]];

const K = "Software\\K";

/** From MS-GPREG 2.2.1 and 3.2.5.1.2, and from what Microsoft's tools write. */
const SHORTS: readonly Short[] = [
  ["nothing", [], []],
  // Values
  ["a REG_SZ", [[K, "v", 1, "a"]], ["[Software\\K]", "v=1:61000000"]],
  ["a REG_EXPAND_SZ", [[K, "v", 2, "%A%"]], ["[Software\\K]", "v=2:2500410025000000"]],
  ["a REG_BINARY", [[K, "v", 3, Uint8Array.of(1, 2, 3)]], ["[Software\\K]", "v=3:010203"]],
  ["a REG_DWORD", [[K, "v", 4, 0x10]], ["[Software\\K]", "v=4:10000000"]],
  ["a REG_DWORD_BIG_ENDIAN", [[K, "v", 5, 1]], ["[Software\\K]", "v=5:01000000"]],
  ["a REG_MULTI_SZ", [[K, "v", 7, "a\0b\0"]], ["[Software\\K]", "v=7:610000006200000000" + "00"]],
  ["a REG_QWORD", [[K, "v", 11, new Uint8Array(8)]], ["[Software\\K]", "v=b:0000000000000000"]],
  ["types that MS-GPREG does not name", [[K, "v", 8, Uint8Array.of(1)]], ["[Software\\K]", "v=8:01"]],
  ["any type's number", [[K, "v", 0xffff_ffff, ""]], ["[Software\\K]", "v=ffffffff:0000"]],
  ["REG_NONE with a name", [[K, "v", 0]], ["[Software\\K]", "v=0:"]],
  ["data of no bytes", [[K, "v", 3]], ["[Software\\K]", "v=3:"]],
  ["a REG_DWORD of another size", [[K, "v", 4, Uint8Array.of(1)]], ["[Software\\K]", "v=4:01"]],
  ["text without its NUL", [[K, "v", 1, Uint8Array.of(0x61, 0)]], ["[Software\\K]", "v=1:6100"]],
  ["the marks of records in data", [[K, "v", 1, "];["]], ["[Software\\K]", "v=1:5d003b005b000000"]],
  ["the marks of records in a name", [[K, "];[", 4, 1]], ["[Software\\K]", "];[=4:01000000"]],
  ["the marks of records in a path", [["S];[", "v", 4, 1]], ["[S];[]", "v=4:01000000"]],
  ["a name with blanks", [[K, " a b ", 4, 1]], ["[Software\\K]", " a b =4:01000000"]],
  ["a name in other scripts", [[K, "ключ😀", 4, 1]], ["[Software\\K]", "ключ😀=4:01000000"]],
  ["one asterisk begins no directive", [[K, "*del.v", 4, 1]], ["[Software\\K]", "*del.v=4:01000000"]],
  ["a directive's name further back", [[K, "a**del.v", 4, 1]], ["[Software\\K]", "a**del.v=4:01000000"]],
  [
    "a value set twice",
    [
      [K, "v", 4, 1],
      [K, "v", 4, 0],
    ],
    ["[Software\\K]", "v=4:01000000", "v=4:00000000"],
  ],
  // Keys
  ["the default value", [[K, "", 1, ""]], ["[Software\\K]", "=1:0000"]],
  ["a key alone", [[K, "", 0]], "[Software\\K]"],
  ["a default value of type REG_NONE", [[K, "", 0, ""]], ["[Software\\K]", "=0:0000"]],
  ["a default value without data", [[K, "", 3]], ["[Software\\K]", "=3:"]],
  ["a path that ends with a backslash", [["Software\\K\\", "v", 4, 1]], ["[Software\\K]", "v=4:01000000"]],
  ["the root", [["", "v", 4, 1]], ["[]", "v=4:01000000"]],
  [
    "keys in turn",
    [
      [K, "a", 4, 1],
      ["S", "a", 4, 1],
      [K, "b", 4, 1],
    ],
    ["[Software\\K]", "a=4:01000000", "[S]", "a=4:01000000", "[Software\\K]", "b=4:01000000"],
  ],
  [
    "a path that differs in letter case is opened anew",
    [
      [K, "", 0],
      ["SOFTWARE\\K", "", 0],
    ],
    ["[Software\\K]", "[SOFTWARE\\K]"],
  ],
  // Deleting
  ["**Del.", [[K, "**Del.v", 1, " "]], ["[Software\\K]?", "v=-"]],
  ["**del. in lower case", [[K, "**del.v", 1, " "]], ["[Software\\K]?", "v=-"]],
  ["**DEL. in upper case, the name as it stands", [[K, "**DEL.Va", 1, " "]], ["[Software\\K]?", "Va=-"]],
  ["**Del. with other data", [[K, "**Del.v", 4, 1]], ["[Software\\K]?", "v=-"]],
  ["**Del. of the default value", [[K, "**Del.", 1, " "]], ["[Software\\K]?", "=-"]],
  ["**Del. of a name with dots", [[K, "**Del.a.b", 1, " "]], ["[Software\\K]?", "a.b=-"]],
  ["**Del. of a name with a blank at its end", [[K, "**Del.v ", 1, " "]], ["[Software\\K]?", "v =-"]],
  ["**Del. of what looks like a directive", [[K, "**Del.**Del.v", 1, " "]], ["[Software\\K]?", "**Del.v=-"]],
  ["**DelVals.", [[K, "**DelVals.", 1, " "]], ["[Software\\K]?", "*=-"]],
  ["**delvals without its dot", [[K, "**delvals", 1, " "]], ["[Software\\K]?", "*=-"]],
  [
    "**DelVals. and new values",
    [
      [K, "**delvals.", 1, " "],
      [K, "1", 1, "a"],
    ],
    ["[Software\\K]?", "*=-", "[Software\\K]", "1=1:61000000"],
  ],
  [
    "a new value and **Del.",
    [
      [K, "1", 4, 1],
      [K, "**del.1", 1, " "],
    ],
    ["[Software\\K]", "1=4:01000000", "1=-"],
  ],
  ["**DeleteValues", [[K, "**DeleteValues", 1, "a;b c"]], ["[Software\\K]?", "a=-", "b c=-"]],
  ["**deletevalues in lower case", [[K, "**deletevalues", 1, "a"]], ["[Software\\K]?", "a=-"]],
  ["**DeleteValues with a blank behind it", [[K, "**DeleteValues ", 1, "a"]], ["[Software\\K]?", "a=-"]],
  ["**DeleteValues of nothing", [[K, "**DeleteValues", 1, ""]], "[Software\\K]?"],
  ["**DeleteValues with empty names", [[K, "**DeleteValues", 1, ";a;;b;"]], ["[Software\\K]?", "a=-", "b=-"]],
  ["**DeleteValues with something behind its NUL", [[K, "**DeleteValues", 1, "a\0b"]], ["[Software\\K]?", "a=-"]],
  ["**DeleteValues without a NUL", [[K, "**DeleteValues", 1, Uint8Array.of(0x61, 0)]], ["[Software\\K]?", "a=-"]],
  ["**DeleteValues of another type", [[K, "**DeleteValues", 7, "a"]], "!1"],
  ["**DeleteKeys", [[K, "**DeleteKeys", 1, "A;B"]], ["[-Software\\K\\A]", "[-Software\\K\\B]"]],
  ["**deletekeys in lower case", [[K, "**deletekeys", 1, "A"]], "[-Software\\K\\A]"],
  ["**DeleteKeys with a blank behind it", [[K, "**DeleteKeys ", 1, "A"]], "[-Software\\K\\A]"],
  ["**DeleteKeys of nothing", [[K, "**DeleteKeys", 1, ""]], []],
  ["**DeleteKeys of a path", [[K, "**DeleteKeys", 1, "A;B\\C"]], "!1"],
  ["**DeleteKeys of another type", [[K, "**DeleteKeys", 3, "A"]], "!1"],
  [
    "**DeleteKeys closes the key",
    [
      [K, "a", 4, 1],
      [K, "**DeleteKeys", 1, "A"],
      [K, "b", 4, 1],
    ],
    ["[Software\\K]", "a=4:01000000", "[-Software\\K\\A]", "[Software\\K]", "b=4:01000000"],
  ],
  // Other directives
  ["**soft.", [[K, "**soft.v", 4, 1]], ["[Software\\K]", "v?=4:01000000"]],
  ["**Soft. with text", [[K, "**Soft.V", 1, "a"]], ["[Software\\K]", "V?=1:61000000"]],
  ["**soft. of the default value", [[K, "**soft.", 1, ""]], ["[Software\\K]", "?=1:0000"]],
  ["**SecureKey of 1", [[K, "**SecureKey", 4, 1]], ["[Software\\K]?", "D:P(A;CI;KA;;;SY)(A;CI;KA;;;BA)(A;CI;KR;;;BU)"]],
  ["**SecureKey of 0", [[K, "**SecureKey", 4, 0]], ["[Software\\K]?", "root"]],
  ["**SecureKey of anything else", [[K, "**securekey", 4, 257]], ["[Software\\K]?", "root"]],
  ["**SecureKey as text", [[K, "**SecureKey", 1, "1"]], "!1"],
  ["**SecureKey of another size", [[K, "**SecureKey", 4, Uint8Array.of(1)]], "!1"],
  ["**Comment:", [[K, "**Comment:GPO Name: a", 1, ""]], []],
  [
    "a directive that nobody knows",
    [
      [K, "**Other.v", 1, ""],
      [K, "v", 4, 1],
    ],
    ["!1", "[Software\\K]", "v=4:01000000"],
  ],
  ["two asterisks alone", [[K, "**", 1, ""]], "!1"],
  ["three asterisks", [[K, "***DeleteKeys", 1, "a"]], "!1"],
  ["**DelValsX", [[K, "**DelValsX", 1, " "]], "!1"],
];

export const POL_CASES: readonly PolCase[] = SHORTS.map(([name, records, says]) => ({
  name,
  records,
  says: typeof says === "string" ? [says] : says,
}));
