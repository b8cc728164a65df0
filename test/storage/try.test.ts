import { expect, it } from "vitest";
import { openHive } from "../../src/storage/open-hive.ts";
import { chooseLogFormat } from "../../src/storage/log-format.ts";
import { editObstacles } from "../../src/storage/edit-obstacles.ts";
import { fixture, memoryFolder } from "./memory-folder.ts";
it("opens", () => {
  const { fs, snapshot } = memoryFolder({ "/u/NTUSER.DAT": fixture("outlook-user.dat") });
  const opened = openHive("/u/NTUSER.DAT", { fs, mode: "edit" });
  console.log(opened.hive.baseBlock, opened.logs, opened.statistics, chooseLogFormat(opened), editObstacles(opened));
  for (const v of opened.hive.findValues(opened.hive.root, "001f6622")) console.log(v.key.path, Buffer.from(v.data()).toString("utf16le"));
  console.log(Object.keys(snapshot()), opened.hive.engine.isChanged);
});
