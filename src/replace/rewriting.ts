import type { RenameKey } from "../edit/ops/rename-key.ts";
import type { RenameValue } from "../edit/ops/rename-value.ts";
import type { SetData } from "../edit/ops/set-data.ts";
import type { Plan } from "../edit/plan.ts";
import type { TextShape } from "../text-in-data/stored-texts.ts";
import type { ValuePlace } from "../text-in-data/texts-in-data.ts";

/** Where a text stands that may be rewritten. */
export type TextPart = "data" | "names" | "keys";

/**
 * Gives texts of a hive other words; each answer is the new text, or undefined where nothing is to be rewritten. A text that
 * is as wanted already is its own answer.
 */
export interface Rewriter {
  /** A text in a value's data. */
  data(text: string, place: ValuePlace & { readonly shape: TextShape }): string | undefined;
  valueName(name: string, place: ValuePlace): string | undefined;
  /** The name of a key; `keyPath` is its whole path. */
  keyName(name: string, keyPath: string): string | undefined;
  /** Texts of which one stands wherever there is something to rewrite; without them all is looked at. */
  readonly words?: readonly { readonly text: string; readonly ignoreCase?: boolean }[];
  /** What is told of values that hold one of the words and no text with something to rewrite. */
  readonly reasonToPass?: string;
  /** Whether these bytes may hold anything to rewrite: a quick look before the texts in them are decoded. */
  mayHold?(data: Uint8Array): boolean;
  /** Why what is found at a place is to be left alone. */
  reasonToLeave?(place: ValuePlace): string | undefined;
}

/** Where to look. */
export interface RewritingOptions {
  /** Parts to rewrite; all unless told. */
  readonly parts?: readonly TextPart[];
  /** Numbers of the types of values that are looked at, for their names, too; all unless told. */
  readonly types?: readonly number[];
  /** Paths of the keys to begin at; the root unless told. */
  readonly keys?: readonly string[];
  /** Only keys whose path fits, their values and own names; as `SearchOptions` have it. */
  readonly path?: string;
  /** What to do where a name is taken already: refuse the whole hive, or leave the one that would get it. */
  readonly ifTaken?: "refuse" | "leave";
}

/** One text that a plan rewrites. */
export interface RewrittenText {
  readonly part: TextPart;
  readonly keyPath: string;
  /** The value's name; undefined for keys. */
  readonly value?: string;
  readonly old: string;
  readonly new: string;
  /** In data: how the text lies there, and where it begins. */
  readonly shape?: TextShape;
  readonly offset?: number;
}

/** Something that was found and is not rewritten. */
export interface LeftText {
  readonly part: TextPart;
  readonly keyPath: string;
  readonly value?: string;
  readonly text: string;
  /** In plain words, why. */
  readonly reason: string;
  /** It was to be expected: whoever asked is told, but has nothing to decide. */
  readonly isExpected: boolean;
}

/** The changes by which texts are rewritten. */
export type RewriteChange = SetData | RenameValue | RenameKey;

/** What is to be rewritten, and the plan that does it. */
export interface Rewriting {
  readonly plan: Plan<RewriteChange>;
  /** The texts, in the order of the plan's changes; data can hold several. */
  readonly texts: readonly RewrittenText[];
  readonly left: readonly LeftText[];
}
