import { expect, test } from "vitest";
import { VALUE_TYPE, valueTypeFromName, valueTypeName } from "../../src/hive/value-type.ts";

test.each([
  [0, "REG_NONE"],
  [1, "REG_SZ"],
  [2, "REG_EXPAND_SZ"],
  [3, "REG_BINARY"],
  [4, "REG_DWORD"],
  [5, "REG_DWORD_BIG_ENDIAN"],
  [6, "REG_LINK"],
  [7, "REG_MULTI_SZ"],
  [8, "REG_RESOURCE_LIST"],
  [9, "REG_FULL_RESOURCE_DESCRIPTOR"],
  [10, "REG_RESOURCE_REQUIREMENTS_LIST"],
  [11, "REG_QWORD"],
  [12, "0xc"],
  [0x1f4, "0x1f4"],
  [0xffff0012, "0xffff0012"],
])("type %i is %s, both ways", (type, name) => {
  expect(valueTypeName(type)).toBe(name);
  expect(valueTypeFromName(name)).toBe(type);
});

test("types are also given in lower case, without REG_, or as a decimal number", () => {
  expect(["reg_sz", "dword", "Multi_Sz", "500", "0XFF"].map(valueTypeFromName)).toEqual([1, 4, 7, 500, 255]);
});

test.each(["", "REG_", "string", "-1", "1.5", "0x", "0x100000000", "4294967296", "1e3"])("%j names no type", (text) => {
  expect(valueTypeFromName(text)).toBeUndefined();
});

test("the named numbers are those of the table", () => {
  expect(Object.values(VALUE_TYPE)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});
