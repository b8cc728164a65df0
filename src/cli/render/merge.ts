import { displaySafe, type MergeConflict, type ValueState } from "../../index.ts";
import type { Colours } from "./colours.ts";
import { dataText, KEY_FACTS, keyText, nameText, valueState } from "./effect.ts";
import { shortened } from "./table.ts";

/** Longest text of a fact on its line. */
const FACT_COLUMNS = 100;

/** Conflicts for people: a line each. */
export function conflictsText(conflicts: readonly MergeConflict[], isSettled: boolean, colours: Colours): string {
  const label = isSettled ? colours.yellow("settled") : colours.red("conflict");
  return conflicts.map((conflict) => `${label}  ${keyText(conflict.path)}  ${wordsOf(conflict)}\n`).join("");
}

/** A conflict for scripts. */
export function conflictDocument(conflict: MergeConflict): object {
  if (conflict.kind !== "value") return conflict;
  const { ours, theirs, ...facts } = conflict;
  const { path } = conflict;
  return {
    ...facts,
    ...(ours && { ours: valueState(path, ours) }),
    ...(theirs && { theirs: valueState(path, theirs) }),
  };
}

function wordsOf(conflict: MergeConflict): string {
  switch (conflict.kind) {
    case "value": {
      const { path, name, ours, theirs } = conflict;
      const [mine, yours] = [ours, theirs].map((state) => stateText(path, state));
      return `${nameText({ name })}  ours ${mine}, theirs ${yours}`;
    }
    case "fact": {
      const { fact, ours, theirs } = conflict;
      const [mine, yours] = [ours, theirs].map((text) => shortened(displaySafe(text), FACT_COLUMNS) || "none");
      return `${KEY_FACTS[fact]}  ours ${mine}, theirs ${yours}`;
    }
    case "deleted": {
      const [deleted, kept] = conflict.by === "ours" ? ["ours", "theirs"] : ["theirs", "ours"];
      return `deleted in ${deleted}, changed in ${kept}: ${keyText(conflict.changed)}`;
    }
  }
}

function stateText(path: string, state: ValueState | undefined): string {
  return state === undefined ? "none" : dataText(path, state);
}
