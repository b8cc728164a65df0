/** What a text in JSON or YAML holds. */
export interface PlanSource {
  readonly content: unknown;
  /** Where the text of a place such as `changes[0].key` begins. */
  readonly offsetOf: (place: string) => number | undefined;
}

/** Levels of objects and lists; a plan needs nine. */
export const MOST_LEVELS = 32;
