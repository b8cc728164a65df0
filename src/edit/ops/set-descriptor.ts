import { HiveError } from "hivex-wasm";
import { keepsOneDescriptor, oneDescriptorOnly } from "../../hive/app-hive.ts";
import { bytesToHex } from "../../hive/hex.ts";
import { securityDescriptorText } from "../../hive/sddl.ts";
import { parseSecurityDescriptor } from "../../hive/security-descriptor.ts";
import { descriptorsBelow } from "../descriptors-below.ts";
import { isSameData, planBytes } from "../found-value.ts";
import type { Operation } from "../operation.ts";

/** Gives a key, or a key and all below it, a security descriptor to the byte, where `set-security` sets what it means. */
export interface SetDescriptor {
  readonly op: "set-descriptor";
  readonly key: string;
  /** The self-relative descriptor as hexadecimal digits. */
  readonly descriptor: string;
  /** All keys below as well. */
  readonly recursive?: boolean;
  /** Also in the hive of an app, which Windows does not load when its keys have different ones. */
  readonly evenOfApp?: boolean;
}

export const setDescriptor: Operation<SetDescriptor> = {
  required: ["key", "descriptor"],
  optional: ["recursive", "evenOfApp"],
  parse: (members) => ({
    op: "set-descriptor",
    key: members.text("key"),
    descriptor: members.hex("descriptor"),
    ...members.switches("recursive", "evenOfApp"),
  }),
  apply(hive, { key: path, descriptor, recursive = false, evenOfApp = false }) {
    const { editing } = hive.engine;
    const key = hive.key(path);
    const bytes = planBytes(descriptor, path);
    const before = key.securityRecord().descriptor;
    const differs = (found: Uint8Array): boolean => !isSameData(found, bytes);
    let keys = 0;
    if (recursive) {
      const change = (found: Uint8Array): Uint8Array | undefined => (differs(found) ? bytes : undefined);
      keys = editing.changeSecurity(key.offset, change, { touchKeys: true }).keys;
    } else if (differs(before)) {
      if (!evenOfApp && keepsOneDescriptor(hive)) throw oneDescriptorOnly(key.path);
      editing.setSecurity(key.offset, bytes);
      keys = 1;
    }
    const [old, wanted] = [before, bytes].map(descriptorText) as [string, string];
    return { kind: "security", key: key.path, old, new: wanted, keys, isDone: keys === 0 };
  },
  expect(state, { key: path, descriptor, recursive = false }) {
    const bytes = planBytes(descriptor, path);
    if (!recursive) {
      state.wantKey(path, { security: (key) => isSameData(key.securityRecord().descriptor, bytes) });
      return;
    }
    state.forgetSecurity(path);
    state.wantTrees([path], "the security of a key does not read as it was written", (hive) =>
      descriptorsBelow(hive.key(path)).every((found) => isSameData(found, bytes)),
    );
  },
};

/** A descriptor as SDDL; one that is damaged as its bytes. */
export function descriptorText(bytes: Uint8Array): string {
  try {
    return securityDescriptorText(parseSecurityDescriptor(bytes));
  } catch (error) {
    if (error instanceof HiveError && error.code === "bad-security") return bytesToHex(bytes);
    throw error;
  }
}
