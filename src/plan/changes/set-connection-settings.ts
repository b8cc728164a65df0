import type { Expectation } from "../../edit/expectation.ts";
import type { Change } from "../../edit/operations.ts";
import { badPlan, type PlanMembers } from "../../edit/plan-members.ts";
import { bytesToHex } from "../../hive/hex.ts";
import type { Hive } from "../../hive/hive.ts";
import { VALUE_TYPE } from "../../hive/value-type.ts";
import { connectionSettings } from "../../text-in-data/connection-settings.ts";
import type { PlanChange } from "../plan-change.ts";
import { keysIn } from "../targets.ts";

/** Where WinINet keeps the settings of the network, and the copy that it wants to have the same. */
const NETWORK = ["DefaultConnectionSettings", "SavedLegacySettings"];
/** Bits of the flags. */
const FLAG = { direct: 1, proxy: 2, script: 4, detect: 8 } as const;
/** Version, count of changes, flags. */
const HEADER_SIZE = 12;
/** What Internet Explorer 7 and all later ones begin with. */
const VERSION = 0x46;
/** Behind the texts stand 32 bytes or more, for what automatic detection has found; zero where it has not looked. */
const UNUSED = new Uint8Array(32);

/**
 * Gives a key `Internet Settings\Connections` the proxy, the bypass list, the configuration script and the automatic
 * detection that are said, and none of those that are not. The count of changes goes up;
 * what follows the texts stays as it is.
 */
export const setConnectionSettings: PlanChange = {
  required: [],
  optional: ["connection", "proxy", "bypass", "script", "detect"],
  oneOf: [["key", "keys"]],
  parse(members) {
    const keys = keysIn(members);
    const names = members.has("connection") ? [members.text("connection")] : NETWORK;
    const wanted = wantedIn(members);
    return (hive) => {
      const paths = keys.paths(hive);
      return { changes: paths.flatMap((path) => changesOf(hive, path, names, wanted)), met: paths.length };
    };
  },
};

interface Wanted {
  readonly flags: number;
  readonly texts: readonly string[];
}

function wantedIn(members: PlanMembers): Wanted {
  const { detect = false } = members.switches("detect");
  const texts = ["proxy", "bypass", "script"].map((name) => {
    const text = members.has(name) ? members.text(name) : "";
    if (/[^ -~]/.test(text)) throw badPlan(members.placeOf(name), "must be ASCII: it is stored in a code page");
    return text;
  });
  const [proxy, , script] = texts;
  const asked = [proxy && FLAG.proxy, script && FLAG.script, detect && FLAG.detect];
  return { flags: asked.reduce<number>((flags, flag) => flags | (flag || 0), FLAG.direct), texts };
}

/** Settings as they lie; undefined where the data are none of WinINet's. */
interface Settings {
  readonly version: number;
  readonly count: number;
  readonly flags: number;
  readonly texts: readonly string[];
  readonly rest: Uint8Array;
}

function settingsIn(data: Uint8Array): Settings | undefined {
  const texts = connectionSettings(data)?.texts ?? [];
  const last = texts[2];
  if (last === undefined) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return {
    version: view.getUint32(0, true),
    count: view.getUint32(4, true),
    flags: view.getUint32(8, true),
    texts: texts.map(({ text }) => text),
    rest: data.slice(last.offset + last.text.length),
  };
}

function changesOf(hive: Hive, key: string, names: readonly string[], wanted: Wanted): Change[] {
  const old = names.map((name) => {
    const value = hive.findKey(key)?.findValue(name);
    const data = value?.data();
    const expect: Expectation =
      value === undefined || data === undefined ? "absent" : { type: value.type, data: bytesToHex(data) };
    const settings = value?.type === VALUE_TYPE.binary && data !== undefined ? settingsIn(data) : undefined;
    return { name, expect, settings };
  });
  const counts = old.map(({ settings }) => settings?.count ?? 0);
  const isSo = old.every(({ settings }) => settings?.count === counts[0] && isAsWanted(settings, wanted));
  if (isSo) return [];
  const count = Math.max(...counts) + 1;
  return old.map(({ name, expect, settings }) => {
    // What automatic detection has found stands in one of them only.
    const { version = VERSION, rest = UNUSED } = settings ?? {};
    const data = bytesToHex(settingsData({ ...wanted, version, count, rest }));
    return { op: "set-value", key, value: name, type: VALUE_TYPE.binary, data, expect };
  });
}

function isAsWanted(settings: Settings | undefined, { flags, texts }: Wanted): boolean {
  return settings?.flags === flags && texts.every((text, index) => settings.texts[index] === text);
}

function settingsData({ version, count, flags, texts, rest }: Settings): Uint8Array {
  const size = texts.reduce((sum, text) => sum + 4 + text.length, HEADER_SIZE);
  const data = new Uint8Array(size + rest.length);
  const view = new DataView(data.buffer);
  for (const [index, number] of [version, count, flags].entries()) view.setUint32(index * 4, number, true);
  let offset = HEADER_SIZE;
  for (const text of texts) {
    view.setUint32(offset, text.length, true);
    data.set(new TextEncoder().encode(text), offset + 4);
    offset += 4 + text.length;
  }
  data.set(rest, offset);
  return data;
}
