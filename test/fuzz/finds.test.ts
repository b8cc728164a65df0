import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { exercise } from "./exercise.ts";
import { type Mutation, mutated } from "./mutation.ts";
import { limitsFor } from "./run.ts";
import { fixtureSubjects } from "./subjects.ts";

const FINDS = fileURLToPath(new URL("finds/", import.meta.url));

/** What the fuzzer once found, as a recipe: a fixture, and what was done to it. */
interface Recipe {
  readonly base: string;
  readonly mutations: readonly Mutation[];
  /** What went wrong with it. */
  readonly was: string;
}

describe("what was once found by damaging hives", () => {
  const files = readdirSync(FINDS).filter((file) => file.endsWith(".json"));

  it.each(files)("%s", (file) => {
    const { base, mutations, was } = JSON.parse(readFileSync(join(FINDS, file), "utf8")) as Recipe;
    const subject = fixtureSubjects().find(({ name }) => name === base);
    if (subject === undefined) throw new Error(`${file} is made of ${base}, which is not there`);
    expect(() => exercise(mutated(subject.files, mutations), limitsFor(subject.size)), was).not.toThrow();
  });
});
