import { expect, test } from "vitest";
import { jsonText } from "../../../src/cli/render/json.ts";
import { JsonHives } from "../../../src/cli/render/json-hives.ts";

const HIVES = [{ path: "a\n\u2028b", list: [1, { deep: [] }], empty: {} }, { path: "" }, {}];

test.each([0, 1, 2, 3])("%d hives written as they come read as the document at once", (count) => {
  for (const others of [{}, { summary: { counts: [1, 2n] }, passedBy: [] }]) {
    let text = "";
    const list = new JsonHives((more) => (text += more));
    const hives = HIVES.slice(0, count);
    for (const hive of hives) list.add(hive);
    expect(list.isBegun).toBe(count > 0);
    list.end(others);
    expect(text).toBe(jsonText({ hives, ...others }));
  }
});
