import { Random } from "../../bench/generate/random.ts";
import { exercise, type Limits, type Outcome } from "./exercise.ts";
import { type Mutation, mutated } from "./mutation.ts";
import type { Subject } from "./subjects.ts";
import { Find } from "./trial.ts";

/** One damaged hive, by names and numbers that bring it back. */
export interface Run {
  readonly seed: number;
  readonly index: number;
  readonly subject: Subject;
  readonly mutations: readonly Mutation[];
}

/** A run that went wrong, with no more mutations than that takes. */
export interface Failure {
  readonly seed: number;
  readonly index: number;
  readonly base: string;
  readonly mutations: readonly Mutation[];
  readonly what: string;
}

/** Any run can be drawn by itself: nothing depends on the runs before it. */
export function drawRun(subjects: readonly Subject[], seed: number, index: number): Run {
  const random = new Random((Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0);
  for (let warmUp = 0; warmUp < 4; warmUp++) random.next();
  const total = subjects.reduce((sum, { weight }) => sum + weight, 0);
  const ticket = random.below(total);
  let passed = 0;
  const subject = subjects.find(({ weight }) => {
    passed += weight;
    return ticket < passed;
  });
  if (subject === undefined) throw new Error("there is no hive to damage");
  return { seed, index, subject, mutations: subject.draw(random) };
}

/** Runs it; a failure comes back with the fewest mutations that still give one. */
export function perform({ seed, index, subject, mutations }: Run): Outcome | Failure {
  const limits = limitsFor(subject.size);
  const first = findIn(subject, mutations, limits);
  if (!(first instanceof Find)) return first;
  // Another process may have taken the processor away: what is slow must be slow again.
  const again = findIn(subject, mutations, limits);
  if (!(again instanceof Find)) return again;
  const fewest = minimal(mutations, (fewer) => findIn(subject, fewer, limits) instanceof Find);
  const find = findIn(subject, fewest, limits);
  const what = find instanceof Find ? find.message : again.message;
  return { seed, index, base: subject.name, mutations: fewest, what };
}

/** A second and 200 MiB; large hives get more of both. */
export function limitsFor(size: number): Limits {
  return { milliseconds: 1000 + size / 2000, memory: 200 * 1024 * 1024 + 8 * size };
}

function findIn(subject: Subject, mutations: readonly Mutation[], limits: Limits): Outcome | Find {
  try {
    return exercise(mutated(subject.files, mutations), limits);
  } catch (error) {
    if (error instanceof Find) return error;
    throw error;
  }
}

function minimal(mutations: readonly Mutation[], fails: (fewer: readonly Mutation[]) => boolean): readonly Mutation[] {
  for (let index = 0; index < mutations.length; index++) {
    const fewer = mutations.toSpliced(index, 1);
    if (fails(fewer)) return minimal(fewer, fails);
  }
  return mutations;
}
