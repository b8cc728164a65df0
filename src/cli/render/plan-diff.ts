import { displaySafe, type Effect, type KeyEffect, type ValueEffect, type ValueState } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { contentText, KEY_FACTS, keyText, nameText, stateLines } from "./effect.ts";

/** Lines of one value that are shown. */
const MOST_LINES = 40;

/**
 * What changes in a hive, as a unified diff: for each key what goes (-) and what comes (+). Long data are shown row by row,
 * only the rows that differ and one around them.
 */
export function planDiff(path: string, effects: readonly Effect[], colours: Colours): string[] {
  const lines = [colours.bold(`--- ${displaySafe(path)}`), colours.bold(`+++ ${displaySafe(path)}`)];
  let open: string | undefined;
  for (const effect of effects) {
    const { key, changes } = parts(effect);
    if (key !== open) lines.push(colours.cyan(`@@ ${keyText(key)} @@`));
    open = key;
    for (const line of changes)
      lines.push(line[0] === "-" ? colours.red(line) : line[0] === "+" ? colours.green(line) : line);
  }
  return lines;
}

function parts(effect: Effect): { readonly key: string; readonly changes: readonly string[] } {
  if (effect.kind === "value") return { key: effect.key, changes: valueLines(effect) };
  if (effect.kind === "key") return { key: (effect.new ?? effect.old)?.path ?? "", changes: keyLines(effect) };
  const [old, wanted] = [effect.old, effect.new].map(displaySafe);
  if (effect.kind === "key-fact") {
    const fact = KEY_FACTS[effect.fact];
    return { key: effect.key, changes: [`-${fact} ${old}`, `+${fact} ${wanted}`] };
  }
  const count = effect.keys === 1 ? "" : `  (${effect.keys} keys)`;
  return { key: effect.key, changes: [`-security ${old}`, `+security ${wanted}${count}`] };
}

function keyLines({ old, new: wanted, isCopy, createdKeys }: KeyEffect): string[] {
  const made = createdKeys.map((key) => `+[${keyText(key)}]`);
  if (old === undefined) return [...made, `+${keyLine(wanted)}`];
  if (wanted === undefined) return [`-${keyLine(old)}  ${contentText(old)}`.trimEnd()];
  const copied = isCopy ? `  copied from ${keyText(old.path)}` : "";
  const come = `+${keyLine(wanted)}${copied}  ${contentText(isCopy ? wanted : old)}`.trimEnd();
  return isCopy ? [...made, come] : [`-${keyLine(old)}`, ...made, come];
}

function keyLine(state: KeyEffect["old"]): string {
  const className = state?.className === undefined ? "" : ` class "${displaySafe(state.className)}"`;
  return `[${keyText(state?.path ?? "")}]${className}`;
}

function valueLines({ key, old, new: wanted, createdKeys }: ValueEffect): string[] {
  return [
    ...createdKeys.map((made) => `+[${keyText(made)}]`),
    ...changedLines(linesOf(key, old), linesOf(key, wanted)),
  ];
}

function linesOf(key: string, state: ValueState | undefined): string[] {
  if (state === undefined) return [];
  const [first = "", ...others] = stateLines(key, state);
  return [`${nameText(state)} = ${first}`, ...others.map((line) => `    ${line}`)];
}

/** Lines that are the same at both ends are left out, but for one. */
function changedLines(old: readonly string[], wanted: readonly string[]): string[] {
  const least = Math.min(old.length, wanted.length);
  let [before, after] = [0, 0];
  while (before < least && old[before] === wanted[before]) before += 1;
  while (after < least - before && old.at(-1 - after) === wanted.at(-1 - after)) after += 1;
  const common = (line: string | undefined): string[] => (line === undefined ? [] : [` ${line}`]);
  return [
    ...(before > 1 ? common(old[0]) : []),
    ...(before > 0 ? common(old[before - 1]) : []),
    ...shown(old.slice(before, old.length - after), "-"),
    ...shown(wanted.slice(before, wanted.length - after), "+"),
    ...(after > 0 ? common(old.at(-after)) : []),
  ];
}

function shown(lines: readonly string[], sign: "-" | "+"): string[] {
  const more = lines.length - MOST_LINES;
  const rest = more > 0 ? [`${sign}    ... ${more} more lines`] : [];
  return [...lines.slice(0, MOST_LINES).map((line) => sign + line), ...rest];
}
