import type { Hive } from "../hive/hive.ts";
import { planRewriting } from "../replace/plan-rewriting.ts";
import type { Rewriter, Rewriting, RewritingOptions } from "../replace/rewriting.ts";
import { mentionSearch, rehosted } from "./mention.ts";
import { type Move, type RehostRulesOptions, rehostRules } from "./rehost-rules.ts";
import { bareInData, bareInKeyName, bareInValueName, holdsShellItems } from "./server-places.ts";

/** Which servers move, and where to look for them. */
export interface RehostOptions extends RewritingOptions, RehostRulesOptions {
  /** Also in URLs of all schemes, and in proxy settings; without it in `file:` and `smb:` URLs only. */
  readonly urls?: boolean;
}

/**
 * Plans to give servers another name wherever a hive mentions them: UNC paths in data and in names of values, names of
 * keys such as `##server#share` and `,,server,printer`, `file:` URLs, and places that hold a server's bare name. A mention
 * is a whole name at a place where servers stand: `\\oldserver2`, `\\oldserver.other.example` and the word in a sentence
 * are none. Nothing is changed yet.
 *
 * @throws HiveError `usage` for what is no server, and as `planRewriting`
 * @example
 * const { plan, left } = planRehost(hive, [{ old: "fs1.example.com", new: "fs2.example.com" }]);
 * applyPlan(hive, plan, { time });
 */
export function planRehost(hive: Hive, moves: readonly Move[], options: RehostOptions = {}): Rewriting {
  return planRewriting(hive, rehostRewriter(moves, options), options);
}

function rehostRewriter(moves: readonly Move[], options: RehostOptions): Rewriter {
  const rules = rehostRules(moves, options);
  const { urls = false } = options;
  const [inTexts, inKeyNames] = [mentionSearch(rules, { urls }), mentionSearch(rules, { urls, isKeyName: true })];
  const servers = new Map(
    rules
      .filter(({ path, newPath }) => path.length + newPath.length === 0)
      .map((rule) => [rule.server, rule.newServer]),
  );
  const rename = (server: string): string | undefined => servers.get(server.toLowerCase());
  return {
    data: (text, place) => bareInData(place, { urls })?.(text, rename) ?? rehosted(text, inTexts),
    valueName: (name, { keyPath }) => bareInValueName(keyPath)?.(name, rename) ?? rehosted(name, inTexts),
    keyName: (name, keyPath) => bareInKeyName(parentOf(keyPath))?.(name, rename) ?? rehosted(name, inKeyNames),
    words: shortest(rules.map(({ server }) => server)).map((text) => ({ text, ignoreCase: true })),
    mayHold: bytesHolding(rules.map(({ server }) => server)),
    reasonToLeave: (place) =>
      holdsShellItems(place) ? "it stands in shell items, which Explorer makes anew" : undefined,
  };
}

/** Names without those that hold another one. */
function shortest(names: readonly string[]): readonly string[] {
  const different = [...new Set(names)];
  return different.filter((name) => !different.some((other) => other !== name && name.includes(other)));
}

/** Whether one of these names may stand in bytes, as 8-bit text or as UTF-16. Names beyond ASCII are looked for later. */
function bytesHolding(names: readonly string[]): (data: Uint8Array) => boolean {
  if (names.some((name) => /[^\0-\x7f]/.test(name))) return () => true;
  const decoder = new TextDecoder("latin1");
  const letters = names.map((name) => Array.from(name, (letter) => letter.replace(/[^a-z0-9]/i, "\\$&")).join("\\0?"));
  const pattern = new RegExp(letters.join("|"), "i");
  return (data) => pattern.test(decoder.decode(data));
}

function parentOf(keyPath: string): string {
  return keyPath.slice(0, Math.max(0, keyPath.lastIndexOf("\\")));
}
