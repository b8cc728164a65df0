import type { EngineFault } from "./engine-faults.ts";

/** What a broken rule is called, and how its two facts are told. */
export interface RuleWords {
  readonly statement: string;
  /** The rule is about an offset that points nowhere, so there is no place to name. */
  readonly hasNoPlace?: boolean;
  readonly expected?: (expected: number, fault: EngineFault) => string;
  readonly found?: (found: number, fault: EngineFault) => string;
}

export const hex = (value: number): string => `0x${value.toString(16)}`;
export const bytes = (value: number): string => `${value} bytes`;
export const atMost = (value: number): string => `at most ${value} bytes`;
export const atLeast = (value: number): string => `at least ${value} bytes`;
