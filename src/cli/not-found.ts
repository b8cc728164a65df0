import { displaySafe, type FileSystem, type Hive, HiveError, joinKeyPath, type Key } from "../index.ts";
import { nearNames } from "./near-names.ts";
import { otherHive } from "./other-hive.ts";

/** The key at a path; where there is none, an error that says how far the path leads and what was probably meant. */
export function keyAt(hive: Hive, path: string, options: { readonly follow?: boolean } = {}): Key {
  const found = hive.findKey(path, options);
  if (found !== undefined) return found;
  const elsewhere = otherHive(hive, path);
  if (elsewhere) throw elsewhere;
  const names = hive.pathNames(path);
  let key = hive.root;
  for (const [index, name] of names.entries()) {
    const subkey = key.findSubkey(name);
    if (subkey === undefined) throw keyNotFound(hive, key, names, index);
    key = subkey;
  }
  // Behind a link that was followed something is missing; without following it all would be there.
  return hive.key(path, options);
}

/** The error for a value that a key does not have. */
export function valueNotFound(key: Key, name: string): HiveError {
  const what = name === "" ? "no default value" : `no value named "${displaySafe(name)}"`;
  const near = nearNames(name, namesOf(key.values()));
  const where = key.isRoot ? "the root key" : `the key ${displaySafe(key.path)}`;
  return new HiveError("value-not-found", `${where} has ${what}`, { keyPath: key.path, ...suggestion(near) });
}

/**
 * What to say when the file of a hive is missing because the arguments were given in another order; `undefined` where
 * that is not what happened.
 */
export function swappedArguments(
  fs: FileSystem,
  hive: string,
  key: string | undefined,
  usage: string,
): HiveError | undefined {
  if (isFile(fs, hive)) return undefined;
  if (key !== undefined && isFile(fs, key)) {
    return new HiveError("usage", `"${displaySafe(key)}" is the file, so it comes first`, {
      advice: `Usage: ${usage}`,
    });
  }
  if (!/^(?:hkey_|hkcu\b|hku\b|hklm\b|software\\)/i.test(hive)) return undefined;
  return new HiveError("usage", `"${displaySafe(hive)}" is a key, not a file`, {
    advice: `The hive's file comes first. Usage: ${usage}`,
  });
}

function keyNotFound(hive: Hive, deepest: Key, names: readonly string[], index: number): HiveError {
  const asked = joinKeyPath(names);
  const where = deepest.isRoot ? "the root key" : `the key ${displaySafe(deepest.path)}`;
  const name = names[index] ?? "";
  const statement = `${where} has no subkey "${displaySafe(name)}"`;
  const slashed = name.includes("/") ? hive.findKey(asked.replaceAll("/", "\\")) : undefined;
  if (slashed) {
    const advice = `Keys are separated by backslashes: ${displaySafe(slashed.path)}`;
    return new HiveError("key-not-found", statement, { keyPath: asked, advice });
  }
  if (index === names.length - 1 && deepest.findValue(name) !== undefined) {
    const advice = `A value of that name is there; a key and its value are two arguments: ${valueArguments(deepest, name)}`;
    return new HiveError("key-not-found", statement, { keyPath: asked, advice });
  }
  const swallowed = names.length === 1 && [...deepest.subkeys()].some((key) => isJoined(name, key.name));
  if (swallowed) {
    const advice = "Put the path in quotes: without them the shell takes the backslashes away.";
    return new HiveError("key-not-found", statement, { keyPath: asked, advice });
  }
  return new HiveError("key-not-found", statement, {
    keyPath: asked,
    ...suggestion(nearNames(name, namesOf(deepest.subkeys()))),
  });
}

function valueArguments(key: Key, name: string): string {
  return `"${displaySafe(key.isRoot ? "\\" : key.path)}" "${displaySafe(name)}"`;
}

/** `SoftwareMicrosoft` is what a shell makes of an unquoted `Software\Microsoft`. */
function isJoined(name: string, first: string): boolean {
  return (
    name.length > first.length &&
    name.toLowerCase().startsWith(first.toLowerCase()) &&
    /^[A-Z]/.test(name.slice(first.length))
  );
}

function suggestion(near: readonly string[]): { advice?: string } {
  return near.length === 0
    ? {}
    : { advice: `Is one of these meant: ${near.map((name) => `"${displaySafe(name)}"`).join(", ")}?` };
}

function* namesOf(items: Iterable<{ readonly name: string }>): Iterable<string> {
  for (const { name } of items) yield name;
}

function isFile(fs: FileSystem, path: string): boolean {
  try {
    return fs.statSync(path, { bigint: true }).isFile();
  } catch {
    return false;
  }
}
