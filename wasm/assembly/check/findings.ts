// What a check has found: records for the host, and a count for every rule. Rules go by their numbers: I38 is 38.
import { FAULTS, OUTPUT, OUTPUT_ROOM } from "../abi.ts";
import { put32, u32At, zeroBytes } from "../memory.ts";
import { keyAt, level } from "./key-stack.ts";

const COUNTS: u32 = FAULTS; // two u32 for every rule: findings, and those that weigh less
const COUNTS_SIZE: u32 = 100 * 8;
const RECORD_WORDS: u32 = 6;
const LESSER: u32 = 0x80000000;

/** Where the next record goes. */
export let out: u32 = OUTPUT;

let limit: u32 = 0; // records of one rule

export function openFindings(most: u32): void {
  limit = most;
  zeroBytes(COUNTS, COUNTS_SIZE);
}

/** The host takes what has been found before each step. */
export function emptyFindings(): void {
  out = OUTPUT;
}

/**
 * Notes that a rule is broken: in which structure and where, what was expected and found, and at which key the walk is.
 * A rule that is broken more often than the host wants to know of is counted only.
 */
export function report(rule: u32, structure: u32, fileOffset: u32, expected: u32, found: u32): void {
  note(rule, 0, structure, fileOffset, expected, found);
}

/** The same for a finding that weighs less than the rule says. */
export function reportLesser(rule: u32, structure: u32, fileOffset: u32, expected: u32, found: u32): void {
  note(rule, LESSER, structure, fileOffset, expected, found);
}

function note(rule: u32, lesser: u32, structure: u32, fileOffset: u32, expected: u32, found: u32): void {
  const counter = COUNTS + rule * 8 + (lesser == 0 ? 0 : 4);
  const count = u32At(counter);
  put32(counter, count + 1);
  const keys = (level + 1) as u32;
  if (count >= limit || out + (RECORD_WORDS + keys) * 4 > OUTPUT + OUTPUT_ROOM) return;
  put32(out, rule | lesser);
  put32(out + 4, structure);
  put32(out + 8, fileOffset);
  put32(out + 12, expected);
  put32(out + 16, found);
  put32(out + 20, keys);
  out += RECORD_WORDS * 4;
  for (let index: u32 = 0; index < keys; index++) {
    put32(out, keyAt(index));
    out += 4;
  }
}
