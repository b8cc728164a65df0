import type { PageSource } from "hivex-wasm";
import { expect, it } from "vitest";
import { Hive } from "../../src/hive/hive.ts";

it("tells whoever opens a path what opens paths", () => {
  expect(() => Hive.open("NTUSER.DAT" as unknown as PageSource)).toThrow(
    expect.objectContaining({ code: "usage", advice: expect.stringContaining("openHive(path)") }),
  );
});
