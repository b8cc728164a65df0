import { describe, expect, test } from "vitest";
import { HiveError, readPlan } from "../../src/index.ts";

/** The message that reading a text ends with. */
function refusal(text: string): string {
  try {
    readPlan(text);
  } catch (error) {
    if (error instanceof HiveError && error.code === "bad-plan") return error.message;
    throw error;
  }
  return "taken";
}

test("YAML and JSON of the same plan are read alike", () => {
  const changes = [{ op: "delete-key", key: "A\\B", recursive: true }];
  const yaml = "version: 1\nname: x\nchanges:\n  - op: delete-key\n    key: A\\B\n    recursive: true\n";
  for (const text of [yaml, `\uFEFF${yaml}`, JSON.stringify({ version: 1, name: "x", changes })]) {
    const { name, source } = readPlan(text);
    expect(name).toBe("x");
    expect(source.content).toEqual({ version: 1, name: "x", changes });
  }
});

describe("what is wrong is told with its line", () => {
  test.each([
    ["version: 2\nchanges: []", "line 1: version must be the number 1"],
    ["version: 1\n\nchanges: 3", "line 3: changes must be a list"],
    ["version: 1\nchanges: []\nmore: 1", 'the plan must not have a member "more"'],
    ["version: 1\nchanges: []\nversion: 1", "on line 3: Map keys must be unique"],
    ['{"version":1,\n"changes":[],\n"version":1}', 'the plan has the member "version" twice'],
    ['{"version":1,"changes":[],"variables":{"a":{"default":"x","default":"y"}}}', 'has the member "default" twice'],
    ["version: 1\nchanges: []\nvariables:\n  a:\n    pattern: '('", "line 5: variables.a.pattern must be a regular"],
    ["version: 1\nchanges: []\nvariables:\n  1a: {}", "line 4: variables.1a must have a name"],
    ["version: 1\nchanges: []\n__proto__: {}", 'must not have a member "__proto__"'],
    ['{"version":1,"changes":[],"__proto__":{}}', 'must not have a member "__proto__"'],
    ["version: 1\nchanges: []\nvariables: {__proto__: {}}", "variables.__proto__ must have a name"],
    ["%YAML 1.1\n---\nversion: 1\nchanges: []", "YAML 1.2"],
    ["version: !!js/function 1\nchanges: []", "Unresolved tag"],
    ["version: 1\nchanges: []\n---\nversion: 1\nchanges: []", "multiple documents"],
    ["", "the plan must be an object"],
    ["- 1", "the plan must be an object"],
    ["'", "cannot be read on line 1"],
  ])("%j", (text, message) => {
    expect(refusal(text)).toContain(message);
  });
});

describe("a text that is made to cost is refused, soon and in bounded memory", () => {
  const levels = "abcdefghi".split("");
  const bomb = levels.map((name, at) => {
    const inside =
      at === 0
        ? "x"
        : Array(9)
            .fill(`*${levels[at - 1]}`)
            .join(",");
    return `${name}: &${name} [${inside}]\n`;
  });
  test.each([
    ["aliases that explode", bomb.join(""), "repeats parts of itself too often"],
    ["lists in lists", "[".repeat(1_000_000), "nested deeper"],
    ["objects in objects", "{a: ".repeat(100_000), "nested deeper"],
    ["lists in lists, in JSON", `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`, "nested deeper"],
    ["lists in lists, in one line", "- ".repeat(100_000), "nested deeper"],
    [
      "lists in lists, in many lines",
      Array.from({ length: 5000 }, (_, at) => `${" ".repeat(at)}-\n`).join(""),
      "deeper",
    ],
    ["keys of keys", "? ".repeat(100_000), "nested deeper"],
    ["anchors of nothing", "&a ".repeat(200_000), "anchors"],
    ["very many signs", `[${"1,".repeat(1_000_000)}]`, "too long for YAML"],
    ["a line of many megabytes", `changes: []\nversion: ${"x".repeat(20_000_000)}`, "version must be the number 1"],
    ["a text without an end", `version: "${"x\n".repeat(200_000)}`, "cannot be read on line"],
    ["more than any plan has", " ".repeat((64 << 20) + 1), "is longer than 64 MiB"],
  ])("%s", (_, text, message) => {
    expect(refusal(text)).toContain(message);
  });
});
