import { VALUE_TYPE } from "../hive/value-type.ts";
import { MAPI_TYPE, parsePropertyName } from "../outlook/mapi-property.ts";
import { connectionSettings } from "./connection-settings.ts";
import { countedTexts } from "./counted-texts.ts";
import { deviceMode } from "./device-mode.ts";
import type { StoredTexts } from "./stored-texts.ts";
import { string8Text } from "./string8-text.ts";
import { terminatedText } from "./terminated-text.ts";
import { textList } from "./text-list.ts";
import { textsWithin } from "./texts-within.ts";
import { mapiUnicodeText, unicodeText } from "./unicode-text.ts";

/** A value, as far as it tells how its data are laid out. */
export interface ValuePlace {
  /** Path of its key. */
  readonly keyPath: string;
  readonly name: string;
  /** The type's number. */
  readonly type: number;
}

/** Numbers, and what drivers and the kernel write for themselves. */
const WITHOUT_TEXT: readonly number[] = [
  VALUE_TYPE.dword,
  VALUE_TYPE.dwordBigEndian,
  VALUE_TYPE.qword,
  VALUE_TYPE.resourceList,
  VALUE_TYPE.fullResourceDescriptor,
  VALUE_TYPE.resourceRequirementsList,
];

const CONNECTIONS = /(?:^|\\)Internet Settings\\Connections$/i;
const DEVICE_MODES = /(?:^|\\)Printers\\(?:DevModes2|DevModePerUser)$/i;
/** The bit of a MAPI type that says: several of them. */
const SEVERAL = 0x1000;

/**
 * The texts that stand in a value's data, found by its type, by a MAPI property's name, by its place, and in other bytes
 * by how they look. Undefined where the type holds none.
 *
 * @example
 * const stored = textsInData({ keyPath: key.path, name: value.name, type: value.type }, value.data());
 * const rewritten = stored?.withTexts(stored.texts.map(({ text }) => text.replaceAll("old", "new")));
 */
export function textsInData(place: ValuePlace, data: Uint8Array): StoredTexts | undefined {
  if (WITHOUT_TEXT.includes(place.type)) return undefined;
  switch (place.type) {
    case VALUE_TYPE.string:
    case VALUE_TYPE.expandString:
    case VALUE_TYPE.link:
      return terminatedText(data);
    case VALUE_TYPE.multiString:
      return textList(data);
    default:
      return textsInBytes(place, data) ?? textsWithin(data);
  }
}

function textsInBytes({ keyPath, name }: ValuePlace, data: Uint8Array): StoredTexts | undefined {
  const property = parsePropertyName(name);
  if (property?.type === MAPI_TYPE.string8) return string8Text(data);
  if (property?.type === MAPI_TYPE.unicode) return mapiUnicodeText(data);
  if (property?.type === (MAPI_TYPE.unicode | SEVERAL)) return countedTexts(data, "utf-16le");
  if (property?.type === (MAPI_TYPE.string8 | SEVERAL)) return countedTexts(data, "8-bit");
  if (CONNECTIONS.test(keyPath)) return connectionSettings(data);
  if (DEVICE_MODES.test(keyPath)) return deviceMode(data);
  return unicodeText(data);
}
