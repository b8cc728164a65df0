import { displaySafe } from "hivex-wasm";
import { hiveError } from "../errors.ts";

/** A server, or a share or folder of one, that moves. */
export interface Move {
  /** `server`, `\\server`, or `\\server\share\folder`. */
  readonly old: string;
  readonly new: string;
}

/** One server's name, with what may be below it, and what takes its place. Old names are in lower case. */
export interface RehostRule {
  readonly server: string;
  /** Share and folders; empty for all of the server. */
  readonly path: readonly string[];
  readonly newServer: string;
  readonly newPath: readonly string[];
}

/** How to make rules of moves. */
export interface RehostRulesOptions {
  /** Other names of each old server, such as aliases and addresses; they become what its full name becomes. */
  readonly also?: readonly string[];
  /** Only names as they are given: not also the short one of `server.example.com`. */
  readonly exact?: boolean;
}

/** What stands in no name of a server. */
const NO_NAME = /[\s\\/:*?"<>|,;=#@%]|^$|^\.|\.\.|\.$/;

/**
 * The rules of some moves, the longest paths first. A full name stands for its first label, too: `old.example.com` to
 * `new.example.com` means `old` to `new` as well.
 *
 * @throws HiveError `usage` for what is no server or share, for a server with two new names, and where a second run would
 * change again what the first has changed
 */
export function rehostRules(moves: readonly Move[], options: RehostRulesOptions = {}): readonly RehostRule[] {
  const rules = new Map<string, RehostRule>();
  for (const move of moves) {
    for (const rule of rulesOf(move, options)) {
      const place = [rule.server, ...rule.path].join("\\");
      const before = rules.get(place);
      if (before !== undefined && newPlace(before) !== newPlace(rule)) {
        const found = `${newPlace(before)} and ${newPlace(rule)}`;
        throw hiveError("usage", `\\\\${displaySafe(place)} would get two new names`, { found: displaySafe(found) });
      }
      rules.set(place, rule);
    }
  }
  if (rules.size === 0) throw hiveError("usage", "no server is to get another name");
  const inOrder = [...rules.values()].sort((one, other) => other.path.length - one.path.length);
  for (const rule of inOrder) assertSettled(rule, inOrder);
  return inOrder;
}

function rulesOf(move: Move, { also = [], exact = false }: RehostRulesOptions): RehostRule[] {
  const [old, wanted] = [parseServer(move.old), parseServer(move.new)];
  if (old.path.length > 0 && wanted.path.length === 0) {
    const facts = { expected: "\\\\server\\share", found: displaySafe(move.new) };
    throw hiveError("usage", "a share can only become a share", facts);
  }
  const rule = { path: old.path.map((name) => name.toLowerCase()), newServer: wanted.server, newPath: wanted.path };
  const rules = [old.server, ...also.map((name) => parseServer(name).server)].map((server) => ({ ...rule, server }));
  const short = exact ? undefined : firstLabel(old.server);
  const newShort = firstLabel(wanted.server) ?? wanted.server;
  if (short !== undefined) rules.push({ ...rule, server: short, newServer: newShort });
  return rules
    .map((each) => ({ ...each, server: each.server.toLowerCase() }))
    .filter((each) => [each.server, ...each.path].join("\\") !== newPlace(each));
}

/** The name before the first dot; undefined for names without one, and for addresses. */
function firstLabel(server: string): string | undefined {
  if (/^[\d.]+$/.test(server) || !server.includes(".")) return undefined;
  return server.slice(0, server.indexOf("."));
}

function parseServer(text: string): { readonly server: string; readonly path: readonly string[] } {
  const [server = "", ...path] = text.replace(/^\\\\/, "").replace(/\\$/, "").split("\\");
  if (!NO_NAME.test(server) && path.every((name) => name !== "" && !/[/:*?"<>|]/.test(name))) return { server, path };
  const facts = { expected: "server, or \\\\server\\share", found: text === "" ? "nothing" : displaySafe(text) };
  throw hiveError("usage", "this is no name of a server", facts);
}

function newPlace({ newServer, newPath }: RehostRule): string {
  return [newServer, ...newPath].join("\\");
}

/** What a rule writes may be changed by none: somebody runs the command twice. */
function assertSettled({ newServer, newPath }: RehostRule, rules: readonly RehostRule[]): void {
  const path = newPath.map((name) => name.toLowerCase());
  const again = rules.find(
    (rule) =>
      rule.server === newServer.toLowerCase() &&
      rule.path.every((name, index) => index >= path.length || name === path[index]) &&
      [rule.newServer, ...rule.newPath].join("\\") !== [newServer, ...rule.path].join("\\"),
  );
  if (again === undefined) return;
  const place = displaySafe(`\\\\${[newServer, ...newPath].join("\\")}`);
  throw hiveError("usage", `${place} is a new name, and would get another one in its turn`, {
    advice: "Run the command once for each; or take full names, and --exact.",
  });
}
