import {
  bytesToHex,
  displaySafe,
  type Effect,
  isProfileSecret,
  type KeyEffect,
  type KeyFact,
  type KeyFactEffect,
  type KeyState,
  type PreviewedChange,
  type SecurityEffect,
  type ValueEffect,
  type ValueState,
  valueContent,
  valueText,
  valueTypeName,
} from "../../index.ts";
import type { Colours } from "./colours.ts";
import type { EditOutcome } from "./edit-outcome.ts";
import { hexRows } from "./hex-rows.ts";
import { shortened } from "./table.ts";

type Kind = EditOutcome["kind"];

/** Longest text of a value's data on the line that tells of its change. */
const DATA_COLUMNS = 200;

/** Bytes that are shown in one line. */
const SHORT_DATA = 32;

/** One line that tells what a change does or has done: `changed  KEY  VALUE  REG_SZ old -> REG_SZ new`. */
export function effectText(effect: Effect, outcome: Kind, colours: Colours): string {
  const [verb, ...facts] = wordsOf(effect);
  const made = "createdKeys" in effect ? createdText(effect.createdKeys) : "";
  return [labelText(verb, effect.isDone, outcome, colours), ...facts, made].filter((word) => word !== "").join("  ");
}

/** The same for `--json`. */
export function effectDocument({ change: { op }, ...effect }: PreviewedChange): object {
  const { isDone, kind: _, ...facts } = effect;
  if (effect.kind !== "value") return { op, isDone, ...facts };
  const { key, createdKeys } = effect;
  return {
    op,
    isDone,
    key,
    ...(effect.old && { old: valueState(key, effect.old) }),
    ...(effect.new && { new: valueState(key, effect.new) }),
    createdKeys,
  };
}

type Words = [verb: Verb, ...facts: string[]];
type Verb = "change" | "create" | "delete" | "rename" | "move" | "copy";

function wordsOf(effect: Effect): Words {
  switch (effect.kind) {
    case "value":
      return valueWords(effect);
    case "key":
      return keyWords(effect);
    case "security":
      return securityWords(effect);
    case "key-fact":
      return factWords(effect);
  }
}

function valueWords(effect: ValueEffect): Words {
  const { key, old, new: wanted } = effect;
  const place = keyText(key);
  if (old === undefined && wanted === undefined) return ["delete", place, "there is no such value"];
  if (old === undefined) return ["create", place, ...stateWords(key, wanted)];
  if (wanted === undefined) return ["delete", place, ...stateWords(key, old)];
  if (effect.isDone) return ["change", place, ...stateWords(key, wanted)];
  if (old.name !== wanted.name) return ["rename", place, `${nameText(old)} -> ${nameText(wanted)}`];
  return ["change", place, nameText(old), `${dataText(key, old)} -> ${dataText(key, wanted)}`];
}

function keyWords(effect: KeyEffect): Words {
  const { old, new: wanted, isCopy } = effect;
  if (old === undefined && wanted === undefined) return ["delete", "there is no such key"];
  if (old === undefined) return ["create", keyText(wanted?.path ?? ""), classText(wanted)];
  if (wanted === undefined) return ["delete", keyText(old.path), contentText(old)];
  if (isCopy) return ["copy", `${keyText(old.path)} -> ${keyText(wanted.path)}`, contentText(wanted)];
  if (old.path === wanted.path) return ["change", keyText(old.path), classText(wanted)];
  const parents = [old, wanted].map(({ path }) => path.slice(0, path.lastIndexOf("\\") + 1));
  const verb = parents[0] === parents[1] ? "rename" : "move";
  return [verb, `${keyText(old.path)} -> ${keyText(wanted.path)}`, contentText(old)];
}

function securityWords({ key, old, new: wanted, keys }: SecurityEffect): Words {
  const count = keys === 1 ? "1 key" : `${keys} keys`;
  return ["change", keyText(key), `${displaySafe(old)} -> ${displaySafe(wanted)}`, count];
}

/** What a key says of itself, in words. */
export const KEY_FACTS: Readonly<Record<KeyFact, string>> = {
  name: "name",
  class: "class",
  security: "security",
  time: "last written",
  flags: "flags",
  "value-order": "order of values",
};

function factWords({ key, fact, old, new: wanted }: KeyFactEffect): Words {
  const [before, after] = [old, wanted].map((text) => shortened(displaySafe(text), DATA_COLUMNS));
  return ["change", keyText(key), KEY_FACTS[fact], `${before} -> ${after}`];
}

const DONE: Readonly<Record<Verb, string>> = {
  change: "changed",
  create: "created",
  delete: "deleted",
  rename: "renamed",
  move: "moved",
  copy: "copied",
};

/** What happens, or has happened, in a word: `would change`, `changed`, `nothing to do`. */
export function labelText(verb: Verb, isDone: boolean, outcome: Kind, colours: Colours): string {
  if (isDone) return colours.green("nothing to do");
  if (outcome === "written") return colours.green(DONE[verb]);
  return outcome === "dry-run" ? colours.cyan(`would ${verb}`) : colours.red(`not ${DONE[verb]}`);
}

function stateWords(key: string, state: ValueState | undefined): string[] {
  return state === undefined ? [] : [nameText(state), dataText(key, state)];
}

/** Type and data of a value in lines that can be compared: a text a line for a list, sixteen bytes a line for long ones. */
export function stateLines(key: string, { name, type, data }: ValueState): string[] {
  const typeName = valueTypeName(type);
  if (isProfileSecret(key, name)) return [`${typeName} (not shown: a password)`];
  const content = valueContent(type, data);
  if (typeof content === "string") return [`${typeName} "${displaySafe(content)}"`];
  if (Array.isArray(content)) return [typeName, ...content.map((text: string) => `"${displaySafe(text)}"`)];
  if (content !== undefined || data.length <= SHORT_DATA) return [`${typeName} ${valueText(type, data)}`.trimEnd()];
  return [`${typeName}, ${data.length} bytes`, ...hexRows(data)];
}

/** A value's name. */
export function nameText({ name }: Pick<ValueState, "name">): string {
  return name === "" ? "(default)" : displaySafe(name);
}

export function dataText(key: string, { name, type, data }: ValueState): string {
  if (isProfileSecret(key, name)) return `${valueTypeName(type)} (not shown: a password)`;
  const text = valueText(type, data, DATA_COLUMNS / 3);
  const isText = typeof valueContent(type, data) === "string";
  return `${valueTypeName(type)} ${shortened(isText ? `"${text}"` : text, DATA_COLUMNS)}`.trimEnd();
}

/** A key's path. */
export function keyText(path: string): string {
  return path === "" ? "(root)" : displaySafe(path);
}

function classText(state: KeyState | undefined): string {
  return state?.className === undefined ? "" : `class "${displaySafe(state.className)}"`;
}

/** Keys on the way that were missing: a slip in a path shows here. */
function createdText([first, ...others]: readonly string[]): string {
  if (first === undefined) return "";
  const key = displaySafe(first);
  return others.length === 0 ? `(new key ${key})` : `(${others.length + 1} new keys from ${key} on)`;
}

/** How much is in a key. */
export function contentText({ keys, values }: KeyState): string {
  const counts = [
    keys > 0 ? `${keys} ${keys === 1 ? "key" : "keys"} below it` : "",
    values > 0 ? `${values} ${values === 1 ? "value" : "values"}` : "",
  ].filter((text) => text !== "");
  return counts.length === 0 ? "" : `(${counts.join(", ")})`;
}

export function valueState(key: string, { name, type, data }: ValueState): object {
  const facts = { name, type, typeName: valueTypeName(type), size: data.length };
  if (isProfileSecret(key, name)) return { ...facts, isSecret: true };
  const content = valueContent(type, data);
  return { ...facts, data: bytesToHex(data), ...(content !== undefined && { content }) };
}
