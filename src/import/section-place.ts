import { hiveError } from "../errors.ts";
import { withControlSet } from "../hive/control-set.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import { rootKeyName } from "../hive/root-keys.ts";
import { sidText } from "../hive/sid.ts";

/** A path's names below a hive's root; a root that Windows does not know; or a place in another hive. */
export type SectionPlace =
  | { readonly kind: "here"; readonly names: readonly string[] }
  | { readonly kind: "no-root" }
  | { readonly kind: "elsewhere" };

/** Tells where in one hive the sections of a .reg file belong. */
export class SectionPlaces {
  readonly #hive: Hive;
  /** Where Windows shows this hive's root, in upper case; `*` stands for a user's SID. */
  readonly #mounts: readonly (readonly string[])[];
  readonly #isUser: boolean;
  readonly #isPrefixed: boolean;
  readonly #root: Key;
  #sids: ReadonlySet<string> | undefined;

  /** `prefix` is one more place where the hive's root is shown, for hives that Windows mounts elsewhere or nowhere. */
  constructor(hive: Hive, prefix?: string) {
    this.#hive = hive;
    this.#root = hive.root;
    const { name, rootName, isRootNameInvented } = hive.kind();
    this.#isUser = name === "user";
    const own = isRootNameInvented ? [] : [rootName.toUpperCase().split("\\")];
    const mounts: string[][] = [...own];
    if (name === "user") mounts.push(["HKEY_USERS", "*"]);
    if (name === "user-classes") mounts.push(["HKEY_USERS", "*_CLASSES"], ["HKEY_USERS", "*", "SOFTWARE", "CLASSES"]);
    if (name === "default-user") mounts.push(["HKEY_USERS", "S-1-5-18"]);
    if (prefix !== undefined) mounts.unshift(withFullRoot(splitPath(prefix)).map((each) => each.toUpperCase()));
    this.#mounts = mounts;
    this.#isPrefixed = prefix !== undefined;
  }

  /** The place of a section's path. */
  of(path: string): SectionPlace {
    const names = withFullRoot(splitPath(path));
    for (const [index, mount] of this.#mounts.entries()) {
      if (!mount.every((wanted, at) => this.#fits(wanted, names[at] ?? ""))) continue;
      const below = names.slice(mount.length);
      if (!(this.#isPrefixed && index === 0) && this.#isUser && isClasses(below)) return { kind: "elsewhere" };
      return { kind: "here", names: withControlSet({ root: this.#root }, below) };
    }
    return rootKeyName(names[0] ?? "") !== undefined ? { kind: "elsewhere" } : { kind: "no-root" };
  }

  /** The error for a path that belongs elsewhere; `what` says in which place of the file it stands. */
  refusal(path: string, what: string, structure = "reg-file", noun = "sections"): Error {
    const { rootName, isRootNameInvented } = this.#hive.kind();
    const facts = { structure, found: path };
    if (!isRootNameInvented || this.#isPrefixed)
      return hiveError("section-elsewhere", `${what} does not belong into this hive`, {
        ...facts,
        expected: isRootNameInvented ? `${noun} below the --prefix` : `${noun} below ${rootName}`,
      });
    const names = withFullRoot(splitPath(path));
    const root = names.slice(0, names[0] === "HKEY_CURRENT_USER" ? 1 : 2).join("\\");
    return hiveError("section-elsewhere", `nothing in this hive tells whether ${what} belongs into it`, {
      ...facts,
      expected: `${noun} below the --prefix`,
      advice: `Say where Windows shows the hive's root, if it is this one: --prefix '${root}'`,
    });
  }

  /** Whether a name of a path fits one of a mount; a SID must be one that the hive itself gives rights to, if it names any. */
  #fits(wanted: string, name: string): boolean {
    const upper = name.toUpperCase();
    if (!wanted.startsWith("*")) return wanted === upper;
    const suffix = wanted.slice(1);
    if (!upper.endsWith(suffix)) return false;
    const sid = upper.slice(0, upper.length - suffix.length);
    if (!/^S-1-\d+(?:-\d+)+$/.test(sid)) return false;
    this.#sids ??= usersOf(this.#hive);
    return this.#sids.size === 0 || this.#sids.has(sid);
  }
}

function splitPath(path: string): string[] {
  return path.replace(/\\+$/, "").split("\\");
}

function withFullRoot(names: readonly string[]): string[] {
  const [first = "", ...rest] = names;
  return [rootKeyName(first) ?? first, ...rest];
}

/** From Vista on, and before, these keys of a user are a link to UsrClass.dat. */
function isClasses([first = "", second = ""]: readonly string[]): boolean {
  return first.toUpperCase() === "SOFTWARE" && second.toUpperCase() === "CLASSES";
}

/** The SIDs of users that the root key's descriptor names. */
function usersOf(hive: Hive): ReadonlySet<string> {
  try {
    const { owner, dacl } = hive.root.security();
    const named = [owner, ...(dacl?.entries ?? []).map(({ sid }) => sid)].filter((sid) => sid !== undefined);
    return new Set(named.map(sidText).filter((sid) => sid.startsWith("S-1-5-21-")));
  } catch {
    return new Set(); // a damaged descriptor tells nothing
  }
}
