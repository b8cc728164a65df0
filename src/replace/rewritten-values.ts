import { displaySafe } from "hivex-wasm";
import { nameOfValue } from "../edit/expectation.ts";
import { isSameData } from "../edit/found-value.ts";
import { hiveError } from "../errors.ts";
import { bytesToHex } from "../hive/hex.ts";
import type { Hive } from "../hive/hive.ts";
import type { Key } from "../hive/key.ts";
import type { Value } from "../hive/value.ts";
import { isProfileSecret } from "../outlook/secrets.ts";
import type { StoredTexts } from "../text-in-data/stored-texts.ts";
import { textsInData, type ValuePlace } from "../text-in-data/texts-in-data.ts";
import type { ChosenKey } from "./chosen-keys.ts";
import { nameFault } from "./name-fault.ts";
import { type Rename, renamesInOrder } from "./renames-in-order.ts";
import type { LeftText, RewriteChange, Rewriter, RewritingOptions, RewrittenText } from "./rewriting.ts";

/** What is rewritten in the values of one key. */
export interface RewrittenValues {
  readonly changes: RewriteChange[];
  readonly texts: RewrittenText[];
  readonly left: LeftText[];
}

interface WantedValueName extends Rename {
  readonly place: ValuePlace;
  /** The data as they are when the name's turn comes. */
  readonly data: Uint8Array;
}

/** Rewrites the values of a key: their data first, then their names. */
export function rewrittenValues(
  hive: Hive,
  { key, values }: ChosenKey,
  rewriter: Rewriter,
  options: RewritingOptions,
): RewrittenValues {
  const result: RewrittenValues = { changes: [], texts: [], left: [] };
  const { types, parts = ["data", "names"] } = options;
  if (key.valueCount === 0 || !(parts.includes("data") || parts.includes("names"))) return result;
  const keyPath = key.path;
  const wantedNames: WantedValueName[] = [];
  for (const value of key.values()) {
    if (types !== undefined && !types.includes(value.type)) continue;
    const holdsWord = values?.get(value.offset);
    if (values !== undefined && holdsWord === undefined) continue;
    const place = { keyPath, name: value.name, type: value.type };
    const newData = parts.includes("data") ? rewrittenData(value, { place, holdsWord }, rewriter, result) : undefined;
    const wanted = parts.includes("names") ? rewriter.valueName(value.name, place) : undefined;
    if (wanted === undefined || wanted === value.name) continue;
    const reason = nameFault("names", wanted);
    if (reason === undefined) wantedNames.push({ place, from: value.name, to: wanted, data: newData ?? value.data() });
    else result.left.push({ part: "names", keyPath, value: value.name, text: value.name, reason, isExpected: false });
  }
  if (wantedNames.length > 0) renameValues(hive, key, wantedNames, options, result);
  return result;
}

/** Plans the new data of a value, or tells why it is left; gives the data where they change. Passwords are not looked at. */
function rewrittenData(
  value: Value,
  { place, holdsWord = false }: { readonly place: ValuePlace; readonly holdsWord: boolean | undefined },
  rewriter: Rewriter,
  { changes, texts, left }: RewrittenValues,
): Uint8Array | undefined {
  if (value.size === 0 || isProfileSecret(place.keyPath, place.name)) return undefined;
  const data = value.data();
  if (rewriter.mayHold?.(data) === false) return undefined;
  const stored = textsInData(place, data);
  const answers = stored?.texts.map(({ text }) => rewriter.data(text, { ...place, shape: stored.shape })) ?? [];
  const wanted = answers.map((answer, index) => answer ?? stored?.texts[index]?.text ?? "");
  const found = stored === undefined ? [] : foundTexts(stored, wanted, place);
  if (stored === undefined || found.length === 0) {
    const { reasonToPass, words = [] } = rewriter;
    const isAsWanted = answers.some((answer) => answer !== undefined);
    if (!holdsWord || isAsWanted || reasonToPass === undefined) return undefined;
    const facts = { part: "data", keyPath: place.keyPath, value: place.name } as const;
    left.push({ ...facts, text: words[0]?.text ?? "", reason: reasonToPass, isExpected: true });
    return undefined;
  }
  const reason = rewriter.reasonToLeave?.(place);
  const rewritten = reason === undefined ? stored.withTexts(wanted) : { fault: reason };
  if ("fault" in rewritten) {
    const facts = { reason: rewritten.fault, isExpected: reason !== undefined };
    left.push(...found.map(({ old, new: _, ...each }) => ({ ...each, text: old, ...facts })));
    return undefined;
  }
  if (isSameData(rewritten.data, data)) return undefined;
  const expect = { type: value.type, data: bytesToHex(data) };
  changes.push({ op: "set-data", key: place.keyPath, value: value.name, data: bytesToHex(rewritten.data), expect });
  texts.push(...found);
  return rewritten.data;
}

function foundTexts({ shape, texts }: StoredTexts, wanted: readonly string[], place: ValuePlace): RewrittenText[] {
  return texts.flatMap(({ text, offset }, index) => {
    const wantedText = wanted[index] ?? text;
    if (wantedText === text) return [];
    const { keyPath, name: value } = place;
    return [{ part: "data", keyPath, value, old: text, new: wantedText, shape, offset } as const];
  });
}

function renameValues(
  hive: Hive,
  key: Key,
  wanted: readonly WantedValueName[],
  { ifTaken = "refuse" }: RewritingOptions,
  { changes, texts, left }: RewrittenValues,
): void {
  const siblings = Array.from(key.values(), ({ name }) => name);
  const { inOrder, taken } = renamesInOrder(siblings, wanted, (name) => hive.engine.upcased(name));
  for (const { place, from, to, data } of inOrder) {
    const expect = { type: place.type, data: bytesToHex(data) };
    changes.push({ op: "rename-value", key: place.keyPath, value: from, name: to, expect });
    texts.push({ part: "names", keyPath: place.keyPath, value: from, old: from, new: to });
  }
  for (const { place, from, to } of taken) {
    if (ifTaken === "refuse") {
      const what = `${nameOfValue(from)} would be named ${displaySafe(to)}`;
      throw hiveError("name-taken", `${what}, and a value of that name is there already`, {
        keyPath: place.keyPath,
        advice: "Delete or rename one of them first, or leave such names with --if-taken leave.",
      });
    }
    const reason = `a value ${displaySafe(to)} is there already`;
    left.push({ part: "names", keyPath: place.keyPath, value: from, text: from, reason, isExpected: false });
  }
}
