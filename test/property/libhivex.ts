import { writeFileSync } from "node:fs";
import { hivexDumps } from "../support/oracles.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";
import { type ModelKey, modelDump, modelKeys } from "./model.ts";
import type { Played } from "./sequence.ts";

/** What libhivex reads otherwise than the model says, one text a hive; and how many hives it was asked about. */
export function libhivexFindings(played: readonly Played[]): { asked: number; findings: string[] } {
  using folder = new TemporaryFolder();
  const readable = played.filter(({ model }) => isReadable(model));
  const paths = readable.map(({ bytes }, index) => {
    const path = folder.file(`${index}.dat`);
    writeFileSync(path, bytes);
    return path;
  });
  const findings = hivexDumps(paths).flatMap((found, index) => {
    const expected = modelDump((readable[index] as Played).model);
    const at = expected.findIndex((line, number) => line !== found[number]);
    if (at === -1 && found.length === expected.length) return [];
    return [`line ${at} is ${found[at]} where it should be ${expected[at]}`];
  });
  return { asked: readable.length, findings };
}

/** libhivex has names as C strings in UTF-8: no NUL, no half of a surrogate pair. */
function isReadable(model: ModelKey): boolean {
  const isPlain = (name: string): boolean => !/[\0\p{Surrogate}]/u.test(name);
  return [...modelKeys(model)].every(({ key }) => isPlain(key.name) && key.values.every(({ name }) => isPlain(name)));
}
