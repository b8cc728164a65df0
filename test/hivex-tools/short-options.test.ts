import { expect, test } from "vitest";
import { shortOptions } from "../../src/hivex-tools/short-options.ts";

const read = (line: string): unknown => {
  const options = shortOptions(line.split(" "), "df:uw");
  if (typeof options === "string") return options;
  return [[...options.flags].join(""), Object.fromEntries(options.values), options.operands];
};

test.each([
  ["-w hive", ["w", {}, ["hive"]]],
  ["-wf script hive", ["w", { f: "script" }, ["hive"]]],
  ["-wfscript", ["w", { f: "script" }, []]],
  ["hive -u", ["u", {}, ["hive"]]],
  ["-- -w", ["", {}, ["-w"]]],
  ["- -d", ["d", {}, ["-"]]],
  ["-f one -f two", ["", { f: "two" }, []]],
])("%s", (line, options) => {
  expect(read(line)).toEqual(options);
});

test("what getopt refuses, in its words", () => {
  expect(read("-wz")).toBe("invalid option -- 'z'");
  expect(read("-:")).toBe("invalid option -- ':'");
  expect(read("-w -f")).toBe("option requires an argument -- 'f'");
});
