import { littleEndian, type ToldSettings, toldValue, units } from "./told-settings.ts";

/**
 * Reads a .cmd file of `reg add` commands as cmd.exe, the C runtime and reg.exe do one after the other; throws a plain Error
 * at anything else. What reg.exe makes of data is as Wine's tests have found it on Windows.
 */
export function settingsOfCmd(file: string): ToldSettings {
  const told: ToldSettings = new Map();
  const lines = file.split("\r\n");
  if (lines.pop() !== "") throw new Error("the last line does not end");
  for (const line of lines.slice(3)) {
    if (line.length > 8191) throw new Error("a line is too long");
    const { words, rest } = commandOf(expanded(line));
    if (rest !== ">nul || exit /b 1") throw new Error(`something follows the command: ${rest}`);
    regAdd(argumentsOf(words), told);
  }
  return told;
}

/** First cmd looks for variables. */
function expanded(line: string): string {
  return line.replace(/%%|%/g, (found) => {
    if (found === "%") throw new Error(`a variable: ${line}`);
    return "%";
  });
}

/** Then it looks for what ends the command; a caret outside of quotes takes the meaning from what follows. */
function commandOf(line: string): { words: string; rest: string } {
  let words = "";
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line.charAt(at);
    if (character === "^" && !isQuoted) words += line.charAt(++at);
    else if (!isQuoted && /[&|<>()\n]/.test(character)) return { words, rest: line.slice(at) };
    else {
      if (character === '"') isQuoted = !isQuoted;
      words += character;
    }
  }
  return { words, rest: "" };
}

/** The C runtime cuts the rest into arguments. */
function argumentsOf(words: string): string[] {
  const found: string[] = [];
  let at = 0;
  for (;;) {
    while (words[at] === " " || words[at] === "\t") at++;
    if (at >= words.length) return found;
    let argument = "";
    let isQuoted = false;
    for (; at < words.length && (isQuoted || !/[ \t]/.test(words.charAt(at))); at++) {
      let backslashes = 0;
      while (words[at] === "\\") {
        backslashes++;
        at++;
      }
      if (words[at] !== '"') {
        argument += "\\".repeat(backslashes);
        if (at < words.length && (isQuoted || !/[ \t]/.test(words.charAt(at)))) argument += words.charAt(at);
        else at--;
        continue;
      }
      argument += "\\".repeat(backslashes >> 1);
      if (backslashes % 2 === 1) argument += '"';
      else isQuoted = !isQuoted;
    }
    found.push(argument);
  }
}

const TYPES = [
  "REG_NONE",
  "REG_SZ",
  "REG_EXPAND_SZ",
  "REG_BINARY",
  "REG_DWORD",
  "REG_DWORD_BIG_ENDIAN",
  "",
  "REG_MULTI_SZ",
];

function regAdd([reg, verb, key = "", ...switches]: string[], told: ToldSettings): void {
  if (reg !== "reg" || verb !== "add") throw new Error(`not reg add: ${reg} ${verb}`);
  const values = told.get(key) ?? [];
  told.set(key, values);
  const given = new Map<string, string>();
  for (let at = 0; at < switches.length; at++) {
    const name = switches[at] ?? "";
    given.set(name, name === "/ve" || name === "/f" ? "" : (switches[++at] ?? ""));
  }
  if (!given.has("/f")) throw new Error("it would ask");
  const name = given.has("/ve") ? "" : given.get("/v");
  if (name === undefined) return;
  const typeName = given.get("/t") ?? "REG_SZ";
  const type = typeName === "REG_QWORD" ? 11 : TYPES.indexOf(typeName);
  values.push(toldValue(name, type, dataOf(typeName, given.get("/d"), given.get("/s") ?? "\\0")));
}

function dataOf(type: string, text: string | undefined, separator: string): Buffer {
  switch (type) {
    case "REG_NONE":
    case "REG_SZ":
    case "REG_EXPAND_SZ":
      return units(`${text ?? ""}\0`);
    case "REG_BINARY":
      return Buffer.from(text ?? "", "hex");
    case "REG_DWORD":
    case "REG_DWORD_BIG_ENDIAN":
      return littleEndian(BigInt(text ?? ""), 4);
    case "REG_QWORD":
      return littleEndian(BigInt(text ?? ""), 8);
    case "REG_MULTI_SZ":
      return listOf(text ?? "", separator);
    default:
      throw new Error(`no such type: ${type}`);
  }
}

function listOf(text: string, separator: string): Buffer {
  if (separator !== "\\0" && separator.length !== 1) throw new Error("a separator is one character");
  if (text === "") return units("\0");
  if (text === separator) return units("\0\0");
  const items = text.endsWith(separator) ? text.slice(0, -separator.length).split(separator) : text.split(separator);
  if (items.includes("")) throw new Error("an empty item");
  return units(`${items.join("\0")}\0\0`);
}
