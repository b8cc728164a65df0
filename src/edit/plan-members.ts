import { ERROR_CODES, type ErrorCode, HiveError, type HiveErrorFacts } from "../errors.ts";
import { hexToBytes } from "../hive/hex.ts";

/** Members of one object of a plan, each read by its type; what is wrong is told with its place. */
export class PlanMembers {
  readonly #content: Readonly<Record<string, unknown>>;
  readonly #place: string;

  private constructor(content: Readonly<Record<string, unknown>>, place: string) {
    this.#content = content;
    this.#place = place;
  }

  /** The members of an object that has all the required ones, and no others than these and the optional ones. */
  static of(
    content: unknown,
    place: string,
    required: readonly string[],
    optional: readonly string[] = [],
  ): PlanMembers {
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw badPlan(place, "must be an object");
    const members = Object.keys(content);
    const unknown = members.find((member) => !required.includes(member) && !optional.includes(member));
    if (unknown !== undefined) throw badPlan(place, `must not have a member ${JSON.stringify(unknown)}`);
    const missing = required.find((name) => !members.includes(name));
    if (missing !== undefined) throw badPlan(place, `lacks the member "${missing}"`);
    return new PlanMembers(content as Record<string, unknown>, place);
  }

  /** The same with other members, for whoever asks for them. */
  with(members: Readonly<Record<string, unknown>>): PlanMembers {
    return new PlanMembers({ ...this.#content, ...members }, this.#place);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#content, name);
  }

  raw(name: string): unknown {
    return this.#content[name];
  }

  /** The place of the object itself. */
  get place(): string {
    return this.#place;
  }

  placeOf(name: string): string {
    return `${this.#place}.${name}`;
  }

  text(name: string): string {
    const content = this.#content[name];
    if (typeof content !== "string") throw badPlan(this.placeOf(name), "must be a text");
    return content;
  }

  /** Hexadecimal digits, in lower case. */
  hex(name: string): string {
    const content = this.#content[name];
    if (typeof content !== "string" || hexToBytes(content) === undefined)
      throw badPlan(this.placeOf(name), "must be pairs of hexadecimal digits");
    return content.toLowerCase();
  }

  /** The number of a value's type. */
  type(name: string): number {
    return this.number(name, 0xffff_ffff);
  }

  /** A whole number from 0 to `most`. */
  number(name: string, most: number): number {
    const content = this.#content[name];
    if (typeof content !== "number" || !Number.isInteger(content) || content < 0 || content > most)
      throw badPlan(this.placeOf(name), `must be a whole number from 0 to ${most}`);
    return content;
  }

  /** A list of texts. */
  texts(name: string): readonly string[] {
    const content = this.#content[name];
    if (!Array.isArray(content) || !content.every((each) => typeof each === "string"))
      throw badPlan(this.placeOf(name), "must be a list of texts");
    return content;
  }

  /** A text, or a list with at least one. */
  textOrTexts(name: string): readonly string[] {
    const content = this.#content[name];
    if (typeof content === "string") return [content];
    if (!Array.isArray(content) || content.length === 0 || !content.every((each) => typeof each === "string"))
      throw badPlan(this.placeOf(name), "must be a text, or a list of texts with some in it");
    return content;
  }

  /** A list that holds something. */
  list(name: string): readonly unknown[] {
    const content = this.#content[name];
    if (!Array.isArray(content) || content.length === 0)
      throw badPlan(this.placeOf(name), "must be a list with something in it");
    return content;
  }

  /** The switches of these names that are there, each `true` or `false`. */
  switches<Name extends string>(...names: readonly Name[]): { readonly [Each in Name]?: boolean } {
    const given = names.filter((name) => this.has(name));
    return Object.fromEntries(given.map((name) => [name, this.#switch(name)])) as { [Each in Name]?: boolean };
  }

  #switch(name: string): boolean {
    const content = this.#content[name];
    if (typeof content !== "boolean") throw badPlan(this.placeOf(name), "must be true or false");
    return content;
  }
}

/** Something in a plan is not what it should be; outer layers may know which line the place is on. */
export class PlanFault extends HiveError {
  readonly place: string;
  readonly reasons: HiveErrorFacts;

  constructor(place: string, statement: string, facts: HiveErrorFacts = {}, code: ErrorCode = "bad-plan") {
    const reasons = { structure: "plan", advice: ERROR_CODES[code].advice, ...facts };
    super(code, `${place} ${statement}`, reasons);
    this.place = place;
    this.reasons = reasons;
  }
}

/** The error for a plan that is not what one should be. */
export function badPlan(place: string, statement: string): Error {
  return new PlanFault(place, statement);
}
