/** Units that Windows allows in a key's name, and in a value's. */
const LONGEST = { keys: 255, names: 16383 } as const;

/** Why a rewritten name is none, in plain words; undefined where it is one. */
export function nameFault(part: "keys" | "names", name: string): string | undefined {
  if (name === "") return "nothing would be left of the name";
  if (name.length > LONGEST[part])
    return `the name would have ${name.length} characters, and may have ${LONGEST[part]}`;
  if (part === "keys" && name.includes("\\")) return "the key's name would hold a backslash, which separates keys";
  return undefined;
}
