import { describe, expect, test } from "vitest";
import { crashStates } from "../support/crash-states.ts";
import { validateHive } from "../support/hive-validator.ts";
import { FOLDER, record } from "./cut-commits.ts";
import { edit, editedInPlace, HIVE, logOf, NAME, PATH, STALE } from "./large-edit.ts";
import { memoryFolder, namesIn } from "./memory-folder.ts";
import { refusalOf } from "./refusal.ts";
import { withField } from "./small-hive.ts";
import { overlaid, tapped } from "./tapped-file-system.ts";

describe("--output", () => {
  const output = `${FOLDER}/edited.dat`;

  test("a new file holds what the hive would hold, and nothing else is touched", async () => {
    const memory = memoryFolder({ [PATH]: HIVE, [`${PATH}.LOG1`]: STALE });
    const untouched = memory.snapshot();
    const report = await edit(memory.fs, { output });
    expect(report).toMatchObject({ written: "output", sequence: 42, pagesWritten: 0 });
    const { [output]: written, ...others } = memory.snapshot();
    expect(others).toEqual(untouched);
    expect(written).toBe(Buffer.from(await editedInPlace()).toString("hex"));
  });

  test("it works on what is read-only, guarded, or has several names", async () => {
    const memory = memoryFolder({ [PATH]: HIVE, [`${PATH}.hivetool-guard`]: "x", "/out": null });
    const fs = overlaid(memory.fs, {
      accessSync() {
        throw Object.assign(new Error("EROFS"), { code: "EROFS" });
      },
    });
    expect((await edit(fs, { output: "/out/edited.dat" })).written).toBe("output");
  });

  test.each([
    ["a file that is there", "file-exists", { [output]: "x" }, output],
    ["the hive itself", "file-exists", {}, PATH],
    ["a folder that is not there", "file-not-found", {}, `${FOLDER}/none/edited.dat`],
    ["a name whose unfinished file is there", "file-exists", { [`${output}.partial`]: "x" }, output],
  ])("%s is refused, and nothing is left", async (_, code, files, path) => {
    const memory = memoryFolder({ [PATH]: HIVE, ...files });
    const untouched = memory.snapshot();
    expect((await refusalOf(edit(memory.fs, { output: path }))).code).toBe(code);
    expect(memory.snapshot()).toEqual(untouched);
  });

  test("a dirty hive with its logs gives a new file of both, and stays dirty", async () => {
    const memory = memoryFolder({ [PATH]: withField(HIVE, 4, 42), [`${PATH}.LOG1`]: logOf(HIVE) });
    const untouched = memory.snapshot();
    expect((await edit(memory.fs, { output })).sequence).toBe(43);
    const { [output]: written, ...others } = memory.snapshot();
    expect(others).toEqual(untouched);
    expect(validateHive(new Uint8Array(Buffer.from(written ?? "", "hex")))).toEqual([]);
  });

  test("without room, at any call: nothing is left", async () => {
    const whole = tapped(memoryFolder({ [PATH]: HIVE }).fs);
    await edit(whole.fs, { output });
    expect(whole.calls.length).toBeGreaterThan(6);
    for (const [index, { operation }] of whole.calls.entries()) {
      if (operation === "close" || operation === "unlink") continue;
      const memory = memoryFolder({ [PATH]: HIVE });
      const { fs } = tapped(memory.fs, (_, at) => (at === index ? { fails: "ENOSPC" } : undefined));
      const error = await refusalOf(edit(fs, { output }));
      expect(error.message, operation).toMatch(/no room left on the volume/);
      expect(namesIn(memory, FOLDER), `${index} ${operation}`).toEqual([NAME]);
    }
  });

  test("cut anywhere: what has the name is whole, or empty", async () => {
    const work = await record({ [NAME]: HIVE }, (fs) => edit(fs, { output }));
    const wanted = work.after.get("edited.dat") as Uint8Array;
    for (const { description, files } of crashStates(work.before, work.operations)) {
      const found = files.get("edited.dat");
      if (found !== undefined && found.length > 0) expect(Buffer.compare(found, wanted), description).toBe(0);
      expect(files.get(NAME), description).toEqual(HIVE);
    }
  });
});

test("--log-format overrules the evidence", async () => {
  for (const [logFormat, type] of [
    ["dirt", 1],
    ["hvle", 6],
  ] as const) {
    const work = await record({ [NAME]: HIVE, [`${NAME}.LOG1`]: STALE }, async (fs) => {
      expect(await edit(fs, { logFormat })).toMatchObject({ format: logFormat, formatReason: "it was asked for" });
    });
    const journal = work.operations.find((step) => step.kind === "write" && step.target === `${NAME}.LOG1`);
    expect(journal?.kind === "write" && journal.bytes[28]).toBe(type);
  }
});
