import { expect, it } from "vitest";
import { corpusFile, corpusGolden, corpusHives, describeCorpus, SIZE_LIMIT } from "./corpus.ts";
import { goldenDump } from "./golden-dump.ts";
import { validateHive } from "./hive-validator.ts";
import { readHive } from "./reference-reader.ts";
import { isDirty, type LogFiles, recoverHive } from "./reference-recovery.ts";

describeCorpus("the reference recovery on real hives", () => {
  const hives = corpusHives().filter(({ size, logs }) => size <= SIZE_LIMIT && logs.length > 0);

  it.each(hives.filter((hive) => hive.goldenAfterRecovery !== null))(
    "$file with its logs reads as its golden dump",
    (hive) => {
      const recovered = recoverHive(corpusFile(hive.file), logsOf(hive.logs)) ?? new Uint8Array();
      expect(
        goldenDump(readHive(recovered)).join("\n") === corpusGolden(hive.goldenAfterRecovery ?? "").join("\n"),
      ).toBe(true);
      expect(validateHive(recovered)).toEqual([]);
    },
  );

  it.each(hives.filter((hive) => hive.goldenAfterRecovery === null))("$file is clean and stays as it is", (hive) => {
    const primary = corpusFile(hive.file);
    expect(recoverHive(primary, logsOf(hive.logs))).toBe(primary);
  });

  const withoutLogs = corpusHives().filter(
    (hive) => hive.size <= SIZE_LIMIT && hive.logs.length === 0 && hive.sequence[0] !== hive.sequence[1],
  );
  it.each(withoutLogs)("$file is dirty and cannot be recovered without logs", ({ file }) => {
    expect(isDirty(corpusFile(file))).toBe(true);
    expect(recoverHive(corpusFile(file), {})).toBeUndefined();
  });
});

function logsOf(logs: readonly { readonly file: string }[]): LogFiles {
  return Object.fromEntries(
    logs.map(({ file }) => [/LOG[12]?$/i.exec(file)?.[0].toUpperCase() ?? file, corpusFile(file)]),
  );
}
