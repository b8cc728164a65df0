import { hiveError } from "../../errors.ts";
import { keepsOneDescriptor, oneDescriptorOnly } from "../../hive/app-hive.ts";
import type { Hive } from "../../hive/hive.ts";
import type { Key } from "../../hive/key.ts";
import { parseSddlParts, type SddlParts, withSddlParts } from "../../hive/sddl/parse-descriptor.ts";
import { domainFromText } from "../../hive/sddl/parse-sid.ts";
import { securityDescriptorText } from "../../hive/sddl.ts";
import { parseSecurityDescriptor, type SecurityDescriptor } from "../../hive/security-descriptor.ts";
import { securityDescriptorBytes } from "../../hive/security-descriptor-bytes.ts";
import { descriptorsBelow } from "../descriptors-below.ts";
import { asItIsNow } from "../key-places.ts";
import type { Operation } from "../operation.ts";

/** Gives a key, or a key and all below it, other parts of a security descriptor: those that the text names. */
export interface SetSecurity {
  readonly op: "set-security";
  readonly key: string;
  /** SDDL; parts that it does not name stay, each key's own. */
  readonly sddl: string;
  /** The SID of the domain that letters such as DA are about. */
  readonly domain?: string;
  /** All keys below as well. */
  readonly recursive?: boolean;
}

export const setSecurity: Operation<SetSecurity> = {
  required: ["key", "sddl"],
  optional: ["domain", "recursive"],
  parse(members) {
    const change: SetSecurity = {
      op: "set-security",
      key: members.text("key"),
      sddl: members.text("sddl"),
      ...(members.has("domain") && { domain: members.text("domain") }),
      ...members.switches("recursive"),
    };
    partsOf(change);
    return change;
  },
  apply(hive, change) {
    const { key: path, recursive = false } = change;
    const parts = partsOf(change);
    const key = hive.key(path);
    if (!(recursive && key.isRoot) && keepsOneDescriptor(hive)) throw oneDescriptorOnly(key.path);
    const old = securityDescriptorText(key.security());
    const keys = recursive ? setBelow(hive, key, parts) : setOne(hive, key, parts);
    const wanted = securityDescriptorText(asItIsNow(key).security());
    return { kind: "security", key: key.path, old, new: wanted, keys, isDone: keys === 0 };
  },
  expect(state, change) {
    const { key: path, recursive = false } = change;
    const parts = partsOf(change);
    const isAsWanted = (descriptor: Uint8Array): boolean => changed(descriptor, parts) === undefined;
    if (!recursive) {
      state.wantKey(path, { security: (key) => isAsWanted(key.securityRecord().descriptor) });
      return;
    }
    state.forgetSecurity(path);
    state.wantTrees([path], "the security of a key does not read as it was written", (hive) =>
      descriptorsBelow(hive.key(path)).every(isAsWanted),
    );
  },
};

function setOne(hive: Hive, key: Key, parts: SddlParts): number {
  const descriptor = changed(key.securityRecord().descriptor, parts);
  if (descriptor === undefined) return 0;
  hive.engine.editing.setSecurity(key.offset, descriptor);
  return 1;
}

function setBelow(hive: Hive, key: Key, parts: SddlParts): number {
  const change = (descriptor: Uint8Array): Uint8Array | undefined => changed(descriptor, parts);
  return hive.engine.editing.changeSecurity(key.offset, change, { touchKeys: true }).keys;
}

/** The descriptor with other parts; undefined where it says the same already, be its bytes laid out as they may. */
function changed(bytes: Uint8Array, parts: SddlParts): Uint8Array | undefined {
  const descriptor = parseSecurityDescriptor(bytes);
  const wanted = withSddlParts(descriptor, parts);
  if (wanted.owner === undefined) {
    throw hiveError("bad-security", "a key's descriptor must name an owner", {
      advice: "Add O: and a SID to the text.",
    });
  }
  return isSame(descriptor, wanted) ? undefined : securityDescriptorBytes(wanted);
}

function isSame(one: SecurityDescriptor, other: SecurityDescriptor): boolean {
  return one.control === other.control && securityDescriptorText(one) === securityDescriptorText(other);
}

function partsOf({ sddl, domain }: SetSecurity): SddlParts {
  const parts = parseSddlParts(sddl, domain === undefined ? {} : { domain: domainFromText(domain) });
  if (Object.keys(parts).length > 0) return parts;
  throw hiveError("bad-sddl", "the text names no part of a security descriptor", { expected: "O:, G:, D: or S:" });
}
