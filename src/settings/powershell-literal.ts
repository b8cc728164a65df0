/** So many bytes stand as numbers; PowerShell reads longer lists very slowly. */
const MOST_NUMBERS = 1024;

/**
 * A text as PowerShell reads it: in single quotes, in which nothing but a quote means something, and to PowerShell the
 * typographic ones are quotes as well. Line breaks, other controls and half surrogate pairs would not survive in a file:
 * such text is put together from its units.
 */
export function powershellText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is sought
  if (!/[\0-\x08\n-\x1f\x7f-\x9f\u2028\u2029\uD800-\uDFFF\uFEFF\uFFFE\uFFFF]/u.test(text))
    return `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
  return `(-join [char[]](${units.join(",")}))`;
}

/** Bytes as an array of bytes. */
export function powershellBytes(bytes: Uint8Array): string {
  if (bytes.length <= MOST_NUMBERS) return `[byte[]]@(${bytes.join(",")})`;
  return `[Convert]::FromBase64String('${base64(bytes)}')`;
}

/** Texts as an array of texts. */
export function powershellTexts(texts: readonly string[]): string {
  return `[string[]]@(${texts.map(powershellText).join(",")})`;
}

function base64(bytes: Uint8Array): string {
  let characters = "";
  for (let at = 0; at < bytes.length; at += 8192) characters += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(characters);
}
