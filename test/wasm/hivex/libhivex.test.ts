import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { Hivex } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { corpusFile, corpusHives, describeCorpus, SIZE_LIMIT } from "../../support/corpus.ts";
import { askLibhivex, describeOracle } from "../../support/oracles.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";
import { type Answers, ourAnswers } from "./answers.ts";
import { causeOf } from "./known-differences.ts";

const SCRIPT = fileURLToPath(new URL("libhivex-answers.py", import.meta.url));
const FIXTURES = fileURLToPath(new URL("../../../fixtures/hives", import.meta.url));

/** libhivex is slow in answering every question: only a full run asks about large hives. */
const LARGEST_ASKED = SIZE_LIMIT === Number.POSITIVE_INFINITY ? 4 * 1024 * 1024 : 256 * 1024;

/** Hives that libhivex opens and we refuse. */
const REFUSED = new Map([
  ["msuhanov+yarp/TruncatedHive", { code: "ENOTSUP", cause: expect.objectContaining({ code: "truncated-hive" }) }],
]);

describeOracle("libhivex", "Hivex answers as libhivex does, or differs for a known cause", () => {
  describe("fixtures", () => {
    it.each(readdirSync(FIXTURES))("%s", (name) => {
      const { asked, unexplained } = compare(join(FIXTURES, name));
      expect(unexplained).toEqual([]);
      // libhivex has no idea of the cells of version 1.1.
      expect(asked > 0).toBe(name !== "version-1.1.dat");
    });
  });

  describeCorpus("real hives", () => {
    it.each(
      corpusHives()
        .filter(({ size }) => size <= LARGEST_ASKED)
        .map(({ file }) => file),
    )(
      "%s",
      (file) => {
        using folder = new TemporaryFolder();
        const path = folder.file("hive");
        writeFileSync(path, corpusFile(file));
        if (REFUSED.has(file)) expect(() => compare(path)).toThrow(expect.objectContaining(REFUSED.get(file)));
        else expect(compare(path).unexplained).toEqual([]);
      },
      120_000,
    );
  });
});

/** Asks both; what they disagree on without a known cause comes back by place, without anything that the hive holds. */
function compare(path: string): { asked: number; unexplained: string[] } {
  const [first, ...rest] = askLibhivex(SCRIPT, path).map((line): Answers => JSON.parse(line));
  if (first === undefined || "open" in first) return { asked: 0, unexplained: [] };
  using hivex = Hivex.open(readFileSync(path));
  const unexplained = [first, ...rest].flatMap((theirs) => {
    const ours = ourAnswers(hivex, theirs.kind, theirs.handle);
    const names = Object.keys(theirs).filter((name) => !isDeepStrictEqual(theirs[name], ours[name]));
    return names.flatMap((name) =>
      causeOf(name, theirs, ours) === undefined ? [disagreement(name, theirs, ours)] : [],
    );
  });
  return { asked: rest.length, unexplained: unexplained.slice(0, 20) };
}

function disagreement(name: string, theirs: Answers, ours: Answers): string {
  const told = (answer: unknown): string => JSON.stringify(answer)?.slice(0, 100) ?? "nothing";
  return `${name} of ${theirs.handle}: libhivex ${told(theirs[name])}, ours ${told(ours[name])}`;
}
