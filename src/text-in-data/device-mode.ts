import { utf16Bytes, utf16Text } from "../hive/utf16.ts";
import type { StoredText, StoredTexts } from "./stored-texts.ts";

/** Bytes of the printer's name at the start of a DEVMODEW: 32 UTF-16 units, the last of them U+0000. */
const NAME_SIZE = 64;
/** The smallest DEVMODEW: up to and with `dmFields`. */
const SMALLEST = 76;

/**
 * The printer's name in a DEVMODEW, as `Printers\DevModes2` keeps them: a field of fixed size, filled up with zeros. What
 * comes behind belongs to the printer's driver. Undefined where the data are not so.
 */
export function deviceMode(data: Uint8Array): StoredTexts | undefined {
  if (data.length < SMALLEST) return undefined;
  const units = utf16Text(data.subarray(0, NAME_SIZE));
  const length = units.indexOf("\0");
  if (length < 1) return undefined;
  const old: StoredText = { text: units.slice(0, length), offset: 0, encoding: "utf-16le" };
  return {
    shape: "device-mode",
    texts: [old],
    withTexts([text = old.text]) {
      if (text.includes("\0")) return { fault: "a U+0000 in it would end the text" };
      if (text.length >= NAME_SIZE / 2)
        return { fault: "a printer's settings have room for 31 characters of its name" };
      const result = data.slice();
      // The field need not be filled with zeros: an older and longer name may show behind the end.
      result.fill(0, 0, (Math.max(text.length, old.text.length) + 1) * 2);
      result.set(utf16Bytes(text));
      return { data: result };
    },
  };
}
