import { expect, test } from "vitest";
import { commitEdit } from "../../src/storage/commit.ts";
import { openHive } from "../../src/storage/open-hive.ts";
import type { FileSystem } from "../../wasm/node/file-system.ts";
import { validateHive } from "../support/hive-validator.ts";
import { FOLDER, outcomes, record } from "./cut-commits.ts";
import { facts } from "./sample-facts.ts";
import { smallHive } from "./small-hive.ts";

const NAMES = ["ANNA.DAT", "BEN.DAT"];
const AFTER = Buffer.from("server:44300");

async function edit(fs: FileSystem, name: string, grows: boolean): Promise<void> {
  const opened = openHive(`${FOLDER}/${name}`, { fs, mode: "edit", processFacts: facts() });
  try {
    const { hive } = opened;
    const { offset } = hive.key("Settings");
    hive.engine.editing.time = 133_500_000_000_000_000n;
    hive.engine.editing.setValue(offset, "Server", 3, AFTER);
    if (grows) hive.engine.editing.setValue(offset, "Large", 3, new Uint8Array(9000).fill(7));
    await commitEdit(opened, { verify: (fresh) => void fresh.key("Settings").value("Server").data(), overlap: true });
  } finally {
    opened.close();
  }
}

test("several hives at once, cut anywhere: each is old or new, whole, and none waits for the end of another", async () => {
  const before = Object.fromEntries(NAMES.map((name) => [name, smallHive()]));
  const work = await record(before, (fs) => Promise.all(NAMES.map((name, index) => edit(fs, name, index === 1))));
  for (const name of NAMES) {
    const edited = work.after.get(name) as Uint8Array;
    expect(validateHive(edited)).toEqual([]);
    const found = outcomes(work, name, { old: before[name] as Uint8Array, edited });
    expect([...found.keys()].sort()).toEqual(["clean, edited", "clean, old", "dirty, edited"]);
  }
  const owners = work.operations.flatMap((each) => ("target" in each ? [each.target.split(".")[0]] : []));
  const turns = owners.filter((owner, index) => owner !== owners[index - 1]).length;
  expect(turns).toBeGreaterThan(3 * NAMES.length);
  expect([...work.after.keys()].sort()).toEqual(NAMES);
});
