import { splitKeyPath } from "../hive/key-path.ts";
import { parsePropertyName } from "./mapi-property.ts";

/** Old and new password of a data file, in the section of its store provider. */
const PASSWORD_PROPERTIES = [0x6703, 0x6704];

/**
 * Whether a value of an Outlook profile holds a password, protected or plain: such values are shown only on demand.
 * Key paths outside Outlook's profiles give `false`.
 *
 * @example
 * isProfileSecret(value.key.path, value.name) ? "not shown" : valueText(value.type, value.data());
 */
export function isProfileSecret(keyPath: string, valueName: string): boolean {
  return isPassword(valueName) && isInProfile(keyPath); // few names are
}

function isPassword(valueName: string): boolean {
  const property = parsePropertyName(valueName);
  return property ? PASSWORD_PROPERTIES.includes(property.id) : /passw/i.test(valueName);
}

/** Whether a key lies in an Outlook profile: below `Profiles`, itself below Outlook's or the messaging subsystem's key. */
function isInProfile(keyPath: string): boolean {
  const names = splitKeyPath(keyPath).map((name) => name.toLowerCase());
  return names.some((name, index) => {
    if (name !== "profiles" || index === names.length - 1) return false;
    return names[index - 1] === "outlook" || names[index - 1] === "windows messaging subsystem";
  });
}
