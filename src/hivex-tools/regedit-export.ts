import { type Hivex, HivexError, hiveTypes } from "hivex-wasm";
import { pathOf } from "../shell/session.ts";

/** How a key is to be exported. */
export interface RegeditExportOptions {
  readonly prefix: string;
  /** Levels of keys; negative for all. */
  readonly maxDepth: number;
  /** Strings as text, which loses what lies behind them. */
  readonly isPrintable: boolean;
  /** Hears of what cannot be read and is passed over; without it such a thing throws. */
  readonly passOver?: (what: string) => void;
}

/** A key with all below it, as text piece by piece: sorted, all but REG_DWORD in hexadecimal digits, on one line each. */
export function* regeditExport(hivex: Hivex, node: number, options: RegeditExportOptions): Generator<string> {
  yield* keyText(hivex, node, pathOf(hivex, node), 0, options);
}

function* keyText(
  hivex: Hivex,
  node: number,
  path: string,
  depth: number,
  options: RegeditExportOptions,
): Generator<string> {
  if (options.maxDepth >= 0 && depth >= options.maxDepth) return;
  const read = reader(options);
  let text = `[${options.prefix}${path}]\n`;
  const values = (read(() => hivex.nodeValues(node), `the values of ${path}`) ?? []).flatMap((value) => {
    const name = hivex.valueKey(value);
    const data = read(() => hivex.valueValue(value), `the value ${name} of ${path}`);
    return data === undefined ? [] : [{ name, ...data }];
  });
  for (const { name, type, value } of values.sort(byName)) {
    text += `${name === "" ? "@" : quoted(name)}=${dataText(type, value, options.isPrintable)}\n`;
  }
  yield `${text}\n`;
  const children = read(() => hivex.nodeChildren(node), `the subkeys of ${path}`) ?? [];
  const named = children.map((child) => ({ child, name: hivex.nodeName(child) })).sort(byName);
  for (const { child, name } of named) {
    yield* keyText(hivex, child, path === "\\" ? `\\${name}` : `${path}\\${name}`, depth + 1, options);
  }
}

function dataText(type: number, data: Uint8Array, isPrintable: boolean): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (type === hiveTypes.REG_DWORD && data.length === 4)
    return `dword:${bytes.readUInt32LE().toString(16).padStart(8, "0")}`;
  if (isPrintable && (type === hiveTypes.REG_SZ || type === hiveTypes.REG_EXPAND_SZ))
    return `str(${type}):${quoted(bytes.toString("utf16le").replace(/\0$/, ""))}`;
  return `hex(${type.toString(16)}):${bytes.toString("hex").replace(/..(?=.)/g, "$&,")}`;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/** By code points, as UTF-8 sorts, too. */
function byName({ name: a }: { readonly name: string }, { name: b }: { readonly name: string }): number {
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const SURROGATE = /[\ud800-\udfff]/;

/** Reads something, or says that it cannot be read. */
function reader({ passOver }: RegeditExportOptions): <Result>(read: () => Result, what: string) => Result | undefined {
  return (read, what) => {
    try {
      return read();
    } catch (error) {
      if (passOver === undefined || !(error instanceof HivexError)) throw error;
      passOver(`${what}: ${error.message}`);
      return undefined;
    }
  };
}
