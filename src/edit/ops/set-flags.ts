import { hiveError } from "../../errors.ts";
import type { Key } from "../../hive/key.ts";
import { keyFlagNames, SETTABLE_KEY_FLAGS } from "../../hive/key-flags.ts";
import type { Operation } from "../operation.ts";

/** Sets flags of a key. Those that say how it is stored, or what stands in the place of its values, stay as they are. */
export interface SetFlags {
  readonly op: "set-flags";
  readonly key: string;
  /** The bits of `KEY_FLAG` that are to be set; of the others those of `SETTABLE_KEY_FLAGS` are cleared. */
  readonly flags: number;
  /** Flags of 32-bit views, bits 0 to 3, and of virtualization, bits 4 to 7; they stay without this. */
  readonly userFlags?: number;
}

export const setFlags: Operation<SetFlags> = {
  required: ["key", "flags"],
  optional: ["userFlags"],
  parse: (members) => ({
    op: "set-flags",
    key: members.text("key"),
    flags: members.number("flags", 0xffff),
    ...(members.has("userFlags") && { userFlags: members.number("userFlags", 0xff) }),
  }),
  apply(hive, { key: path, flags, userFlags }) {
    const { editing } = hive.engine;
    const key = hive.key(path);
    if ((flags & ~SETTABLE_KEY_FLAGS) !== 0) {
      const found = keyFlagNames(flags & ~SETTABLE_KEY_FLAGS).join(", ");
      throw hiveError("key-refused", "these flags of a key are not set by an edit", { keyPath: key.path, found });
    }
    const wanted = (key.flags & ~SETTABLE_KEY_FLAGS) | flags;
    const old = userFlagsOf(key);
    if (wanted !== key.flags) editing.setKeyFlags(key.offset, wanted);
    if (userFlags !== undefined && userFlags !== old) editing.setKeyUserFlags(key.offset, userFlags);
    const before = flagsText(key.flags & SETTABLE_KEY_FLAGS, old);
    const after = flagsText(flags, userFlags ?? old);
    return { kind: "key-fact", key: key.path, fact: "flags", old: before, new: after, isDone: before === after };
  },
  expect: (state, { key, flags, userFlags }) =>
    state.wantKey(key, {
      flags: (found) =>
        (found.flags & SETTABLE_KEY_FLAGS) === flags && (userFlags === undefined || userFlagsOf(found) === userFlags),
    }),
};

/** A key's flags of 32-bit views and of virtualization, as they lie in one byte. */
export function userFlagsOf({ record }: Key): number {
  return record.userFlags | (record.virtualizationFlags << 4);
}

/** Flags by their names, and bits without a name by their number. */
export function flagsText(flags: number, userFlags: number): string {
  const numbers = `0x${flags.toString(16).padStart(4, "0")} 0x${userFlags.toString(16).padStart(2, "0")}`;
  return [numbers, ...keyFlagNames(flags)].join(" ");
}
