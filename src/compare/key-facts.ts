import { isSameData } from "../edit/found-value.ts";
import { descriptorText } from "../edit/ops/set-descriptor.ts";
import { flagsText, userFlagsOf } from "../edit/ops/set-flags.ts";
import { filetimeToIso } from "../hive/filetime.ts";
import type { Key } from "../hive/key.ts";
import { KEY_FLAG, SETTABLE_KEY_FLAGS } from "../hive/key-flags.ts";
import type { CompareOptions } from "./compare-options.ts";

/** What keys of the same path may differ in, besides values and subkeys. */
export type KeyFact = "name" | "time" | "class" | "security" | "flags" | "value-order";

/** Something that keys of the same path say of themselves, each in its way. */
export interface FactDifference {
  readonly fact: KeyFact;
  /** As text: a name, a time in ISO 8601, a class name, SDDL, flags by number and name, the names of values. */
  readonly old: string;
  readonly new: string;
}

/** The facts in which two keys differ, as far as they are to be compared. Names of roots mean nothing. */
export function differingFacts(a: Key, b: Key, options: CompareOptions): FactDifference[] {
  const facts: FactDifference[] = [];
  const compare = (fact: KeyFact, text: (key: Key) => string): void => {
    const [old, wanted] = [text(a), text(b)];
    if (old !== wanted) facts.push({ fact, old, new: wanted });
  };
  if (!a.isRoot && !b.isRoot) compare("name", ({ name }) => name);
  if (options.classes) compare("class", ({ className }) => className ?? "");
  if (options.security && !isSameSecurity(a, b))
    facts.push({ fact: "security", old: securityOf(a), new: securityOf(b) });
  compare("flags", (key) => comparedFlags(key, options));
  if (options.times && a.lastWritten !== b.lastWritten)
    compare("time", ({ lastWritten }) => filetimeToIso(lastWritten));
  return facts;
}

/** Whether two keys have the same descriptor, byte for byte. */
export function isSameSecurity(a: Key, b: Key): boolean {
  return isSameData(a.securityRecord().descriptor, b.securityRecord().descriptor);
}

function securityOf(key: Key): string {
  return descriptorText(key.securityRecord().descriptor);
}

/** What kind of key it is, and on demand all flags that an edit may set. */
function comparedFlags(key: Key, { flags }: CompareOptions): string {
  const mask = KEY_FLAG.symbolicLink | KEY_FLAG.predefinedHandle | (flags ? SETTABLE_KEY_FLAGS : 0);
  return flagsText(key.flags & mask, flags ? userFlagsOf(key) : 0);
}
