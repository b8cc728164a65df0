import { littleEndian, type ToldSettings, toldValue, units } from "./told-settings.ts";

type Thing = string | bigint | Buffer | readonly string[];

const ROOTS: Readonly<Record<string, string>> = {
  ClassesRoot: "HKEY_CLASSES_ROOT",
  CurrentUser: "HKEY_CURRENT_USER",
  LocalMachine: "HKEY_LOCAL_MACHINE",
  Users: "HKEY_USERS",
  CurrentConfig: "HKEY_CURRENT_CONFIG",
};

/** Reads the part of PowerShell that the export writes, character by character; throws a plain Error at anything else. */
export function settingsOfPowershell(file: string): ToldSettings {
  if (!file.startsWith("\uFEFF$ErrorActionPreference = 'Stop'\r\n")) throw new Error("another beginning");
  const told: ToldSettings = new Map();
  let values: string[] | undefined;
  for (const line of file.split("\r\n").slice(1)) {
    if (line === "") continue;
    const reader = new Reader(line);
    if (reader.take("$key = [Microsoft.Win32.Registry]::")) {
      const root = ROOTS[reader.match(/[A-Za-z]+/y)] ?? "";
      const path = reader.take(".CreateSubKey(") ? `${root}\\${reader.thing() as string}` : root;
      if (path !== root) reader.expect(")");
      values = told.get(path) ?? [];
      told.set(path, values);
    } else if (reader.take("$key.SetValue(")) {
      const name = reader.thing() as string;
      reader.expect(", ");
      const thing = reader.thing();
      reader.expect(", ");
      const [type, data] = dataOf(reader.thing() as string, thing);
      reader.expect(")");
      if (values === undefined) throw new Error("no key is open");
      values.push(toldValue(name, type, data));
    } else {
      reader.expect("$key.Close()");
      values = undefined;
    }
    reader.expectEnd();
  }
  return told;
}

function dataOf(kind: string, thing: Thing): [type: number, data: Buffer] {
  if (kind === "None" && Buffer.isBuffer(thing)) return [0, thing];
  if (kind === "Binary" && Buffer.isBuffer(thing)) return [3, thing];
  if (kind === "String" && typeof thing === "string") return [1, units(`${thing}\0`)];
  if (kind === "ExpandString" && typeof thing === "string") return [2, units(`${thing}\0`)];
  if (kind === "DWord" && typeof thing === "bigint" && thing === BigInt.asIntN(32, thing))
    return [4, littleEndian(thing, 4)];
  if (kind === "QWord" && typeof thing === "bigint") return [11, littleEndian(thing, 8)];
  if (kind === "MultiString" && Array.isArray(thing))
    return [7, units(`${thing.map((each) => `${each}\0`).join("")}\0`)];
  throw new Error(`no data of kind ${kind}`);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw new Error(`no ${text} at ${this.#at} of ${this.#text.slice(0, 200)}`);
  }

  expectEnd(): void {
    if (this.#at !== this.#text.length) throw new Error(`more at ${this.#at} of ${this.#text.slice(0, 200)}`);
  }

  match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined) throw new Error(`no ${pattern} at ${this.#at} of ${this.#text.slice(0, 200)}`);
    this.#at += found.length;
    return found;
  }

  thing(): Thing {
    if (this.take("(-join [char[]](")) {
      const characters = this.#list(() => this.#number()).map(Number);
      this.expect(")");
      return String.fromCharCode(...characters);
    }
    if (this.take("[byte[]]@(")) return Buffer.from(this.#list(() => this.#number()).map(Number));
    if (this.take("[string[]]@(")) return this.#list(() => this.thing() as string);
    if (this.take("[Convert]::FromBase64String(")) {
      const bytes = Buffer.from(this.#quoted(), "base64");
      this.expect(")");
      return bytes;
    }
    if (this.take("[long]")) return BigInt(this.#quoted());
    return isQuote(this.#text[this.#at]) ? this.#quoted() : this.#number();
  }

  #list<Item>(item: () => Item): Item[] {
    const items: Item[] = [];
    while (!this.take(")")) {
      if (items.length > 0) this.expect(",");
      items.push(item());
    }
    return items;
  }

  #number(): bigint {
    return BigInt(this.match(/-?\d+/y));
  }

  /** Any of five characters closes the text; two of them are one. */
  #quoted(): string {
    let text = "";
    for (this.#at++; ; this.#at++) {
      const character = this.#text[this.#at];
      if (character === undefined) throw new Error("a text is not closed");
      if (isQuote(character) && !isQuote(this.#text[++this.#at])) return text;
      text += this.#text[this.#at] ?? "";
    }
  }
}

function isQuote(character: string | undefined): boolean {
  return character !== undefined && "'\u2018\u2019\u201a\u201b".includes(character);
}
