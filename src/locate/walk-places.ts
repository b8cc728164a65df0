import { join } from "node:path";
import type { FoundHive, HiveRole, PassedBy } from "./found-hive.ts";
import type { Place } from "./places.ts";

/** What a walk asks of a file system. */
export interface Folders {
  /** The names in a folder; none where it cannot be read, and `pass` hears why. */
  names(path: string, pass: (reason: string) => void): readonly string[];
  /** What lies at a path: links are followed, but never out of the root. */
  look(path: string): Looked;
}

/** A file or folder with a number of its own, by which it is known again under another path; or why it is left alone. */
export type Looked =
  | { readonly kind: "file" | "folder"; readonly identity: string; readonly isLink: boolean }
  | { readonly kind: "other"; readonly reason?: string };

/** A hive that a place has named. */
export interface Met extends Pick<FoundHive, "path"> {
  readonly role: HiveRole;
  /** The name of the profile's folder. */
  readonly profile?: string;
  /** The folder of the Windows whose place it is. */
  readonly windows?: string;
}

interface Route {
  readonly role: HiveRole;
  readonly steps: readonly string[];
  readonly profile?: string;
  readonly windows?: string;
}

/** Goes to all places below a root, looking into each folder once, and hands out what lies there, sorted by path. */
export function walkPlaces(root: string, places: readonly Place[], folders: Folders, passedBy: PassedBy[]): Met[] {
  const met = new Map<string, Met>();
  const entered = new Set<string>();
  const told = new Set<string>();
  const routes = places.map(({ role, path }): Route => ({ role, steps: path.split("/") }));
  enter(root, "root", routes);
  return [...met.values()].sort((one, other) => (one.path < other.path ? -1 : 1));

  function enter(folder: string, identity: string, here: readonly Route[]): void {
    const names = folders.names(folder, (reason) => pass(folder, identity, reason));
    const links: (() => void)[] = [];
    for (const name of [...names].sort()) {
      const onward = here.filter(({ steps: [step = ""] }) => isStep(step, name.toLowerCase()));
      const looked = onward.length > 0 ? folders.look(join(folder, name)) : NOTHING;
      // What a link leads to is known by its own name; links come last.
      if (looked.kind !== "other" && looked.isLink) links.push(() => follow(join(folder, name), name, looked, onward));
      else if (looked.kind !== "other") follow(join(folder, name), name, looked, onward);
      else if (looked.reason !== undefined) pass(join(folder, name), `${identity}/${name}`, looked.reason);
    }
    for (const link of links) link();
  }

  /** One folder can be entered on several ways; what is wrong with it is told once. */
  function pass(path: string, identity: string, reason: string): void {
    if (!told.has(identity)) passedBy.push({ path, reason });
    told.add(identity);
  }

  function follow(
    path: string,
    name: string,
    looked: Exclude<Looked, { kind: "other" }>,
    onward: readonly Route[],
  ): void {
    if (looked.kind === "file") {
      const route = onward.find(({ steps }) => steps.length === 1);
      if (route !== undefined && !met.has(looked.identity)) met.set(looked.identity, described(path, route));
      return;
    }
    const further = onward.filter(({ steps }) => steps.length > 1).map((route) => advanced(route, path, name));
    const key = `${looked.identity} ${further.map(({ steps }) => steps.join("/")).join(" ")}`;
    if (further.length === 0 || entered.has(key)) return;
    entered.add(key);
    enter(path, looked.identity, further);
  }
}

const NOTHING: Looked = { kind: "other" };

function isStep(step: string, name: string): boolean {
  return step === "*" || step === "@" || step.split("|").includes(name);
}

function advanced({ role, steps: [step = "", ...steps], profile, windows }: Route, path: string, name: string): Route {
  const owner = step === "@" ? name : profile;
  const system = WINDOWS_FOLDERS.includes(name.toLowerCase()) && step !== "*" && step !== "@" ? path : windows;
  return {
    role,
    steps,
    ...(owner === undefined ? {} : { profile: owner }),
    ...(system === undefined ? {} : { windows: system }),
  };
}

const WINDOWS_FOLDERS = ["windows", "winnt"];

function described(path: string, { role, profile, windows }: Route): Met {
  return { path, role, ...(profile === undefined ? {} : { profile }), ...(windows === undefined ? {} : { windows }) };
}
