import {
  type Difference,
  displaySafe,
  type FactDifference,
  type KeyDifference,
  type ValueDifference,
  type ValueState,
} from "../../index.ts";
import type { Colours } from "./colours.ts";
import { dataText, KEY_FACTS, nameText, valueState } from "./effect.ts";
import { shortened } from "./table.ts";

/** Longest text of a fact on its line. */
const FACT_COLUMNS = 200;

/** The differences of two hives for people: keys in brackets, below them what was there and what is there now. */
export function* differenceTexts(
  differences: Iterable<Difference>,
  { a, b, colours }: { readonly a: string; readonly b: string; readonly colours: Colours },
): Generator<string> {
  let open: string | undefined;
  let isFirst = true;
  for (const difference of differences) {
    if (isFirst) yield `${colours.bold(`--- ${displaySafe(a)}`)}\n${colours.bold(`+++ ${displaySafe(b)}`)}\n`;
    isFirst = false;
    const { path, change } = difference;
    if (open !== path || difference.kind === "key") {
      const title = `[${path === "" ? "(root)" : displaySafe(path)}]`;
      if (difference.kind === "value" || change === "changed") yield ` ${colours.cyan(title)}\n`;
      else yield change === "added" ? colours.green(`+${title}\n`) : colours.red(`-${title}\n`);
      open = path;
    }
    yield* difference.kind === "key" ? factLines(difference, colours) : valueLines(difference, colours);
  }
}

/** A difference for scripts. */
export function differenceDocument(difference: Difference): object {
  const { kind, change, path } = difference;
  if (difference.kind === "key")
    return { kind, change, path, ...(change === "changed" && { facts: difference.facts }) };
  const { old, new: wanted } = difference;
  return {
    kind,
    change,
    path,
    ...(old && { old: valueState(path, old) }),
    ...(wanted && { new: valueState(path, wanted) }),
  };
}

function* factLines({ facts }: KeyDifference, colours: Colours): Generator<string> {
  for (const fact of facts) {
    yield colours.red(`-  ${factText(fact, fact.old)}\n`);
    yield colours.green(`+  ${factText(fact, fact.new)}\n`);
  }
}

function factText({ fact }: FactDifference, text: string): string {
  return `(${KEY_FACTS[fact]})  ${text === "" ? "none" : shortened(displaySafe(text), FACT_COLUMNS)}`;
}

function* valueLines({ path, old, new: wanted }: ValueDifference, colours: Colours): Generator<string> {
  const [before, after] = [old, wanted].map((state) => state && `${nameText(state)}  ${dataText(path, state)}`);
  // Long data may differ where the line is at its end.
  const note = before === after && old && wanted ? `  (differs from byte ${firstDifference(old, wanted)} on)` : "";
  if (before !== undefined) yield colours.red(`-  ${before}${note}\n`);
  if (after !== undefined) yield colours.green(`+  ${after}${note}\n`);
}

function firstDifference({ data: one }: ValueState, { data: other }: ValueState): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return at;
}
