import { newHive } from "hivex-wasm";
import { afterAll, expect, test } from "vitest";
import { Hive } from "../../src/hive/hive.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import type { ImportItem } from "../../src/import/import-item.ts";
import { polItems } from "../../src/import/pol-items.ts";
import { polBytes } from "../support/pol-bytes.ts";
import { POL_CASES } from "./cases.ts";

const hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }));
afterAll(() => hive.close());
const ROOT_ACCESS = securityDescriptorText(hive.root.security()).replace(/^.*(?=D:)/, "");

/** An item in short: `[path]?` is opened and not created, `name?=` is set where there is none, `!number` is passed over. */
function short(item: ImportItem): string {
  switch (item.kind) {
    case "ignored":
      return `!${item.line}`;
    case "key":
      return `[${item.isDeleted ? "-" : ""}${item.names.join("\\")}]${item.existing ? "?" : ""}`;
    case "no-values":
      return "*=-";
    case "security":
      return item.sddl === ROOT_ACCESS ? "root" : item.sddl;
    default: {
      const { name, data, ifAbsent } = item;
      if (data === "delete") return `${name}=-`;
      return `${name}${ifAbsent ? "?" : ""}=${data.type.toString(16)}:${Buffer.from(data.data).toString("hex")}`;
    }
  }
}

test("no two cases have one name", () => {
  expect(new Set(POL_CASES.map(({ name }) => name)).size).toBe(POL_CASES.length);
});

test.each(POL_CASES)("$name", ({ records, says }) => {
  const items = polItems(hive, [polBytes(...records)], { scope: "user", prefix: "HKEY_CURRENT_USER" });
  expect(Array.from(items, short)).toEqual(says);
});
