import { binStatistics } from "hivex-wasm";
import type { Hive } from "../../src/hive/hive.ts";
import { hiveKind } from "../../src/hive/hive-kind.ts";
import { inspectHead, inspectKey, inspectValue } from "../../src/hive/inspect/inspect.ts";
import type { Key } from "../../src/hive/key.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import type { Value } from "../../src/hive/value.ts";
import { describeOutlook } from "../../src/outlook/describe.ts";
import type { Trial } from "./trial.ts";

/** A hostile hive may give the same large data to all of its values: reading it all again and again proves nothing. */
const DATA_LIMIT = 32 * 1024 * 1024;
/** Keys that are looked at field by field. */
const INSPECT_LIMIT = 50;

/** Reads each key by itself, so that damage in one place hides nothing elsewhere. */
export class ReadAll {
  /** Keys read, each once however many lists name it. */
  keyCount = 0;
  readonly #trial: Trial;
  readonly #hive: Hive;
  readonly #seen = new Set<number>();
  readonly #securityCells = new Set<number>();
  #dataSize = 0;

  constructor(trial: Trial, hive: Hive) {
    this.#trial = trial;
    this.#hive = hive;
  }

  run(): void {
    const hive = this.#hive;
    const open = [hive.root];
    for (let key = open.pop(); key !== undefined; key = open.pop()) {
      if (this.#seen.has(key.offset)) continue;
      this.#seen.add(key.offset);
      this.keyCount++;
      open.push(...this.#readKey(key));
    }
    this.#trial.attempt("find values", () => hive.findValues(hive.root, "001f6622"));
    this.#trial.attempt("find no values", () => hive.findValues(hive.root, "a name that no hive has"));
    this.#trial.attempt("inspect the head", () => drain(inspectHead(hive)));
    this.#trial.attempt("count the bins", () => binStatistics(hive.engine));
    this.#trial.attempt("tell the kind", () => hiveKind(hive));
    this.#trial.attempt("describe Outlook", () => describeOutlook(hive, { showSecrets: true }));
  }

  #readKey(key: Key): Key[] {
    const trial = this.#trial;
    const subkeys: Key[] = [];
    trial.attempt("subkeys", () => {
      for (const subkey of key.subkeys()) subkeys.push(subkey);
    });
    trial.attempt("values", () => {
      for (const value of key.values()) this.#readValue(key, value);
    });
    trial.attempt("class name", () => key.className);
    trial.attempt("link", () => [key.linkTarget, key.layer, key.predefinedHandle, key.lastWrittenDate]);
    trial.attempt("security", () => this.#readSecurity(key));
    trial.attempt("find a subkey", () => key.parent?.findSubkey(key.name));
    if (this.keyCount <= INSPECT_LIMIT) trial.attempt("inspect a key", () => drain(inspectKey(this.#hive, key)));
    return subkeys;
  }

  #readValue(key: Key, value: Value): void {
    key.findValue(value.name);
    if (this.#dataSize > DATA_LIMIT) return;
    this.#trial.attempt("data", () => {
      this.#dataSize += value.decoded().data.length;
    });
    if (this.keyCount <= INSPECT_LIMIT)
      this.#trial.attempt("inspect a value", () => drain(inspectValue(this.#hive, value)));
  }

  #readSecurity(key: Key): void {
    const offset = key.record.security;
    if (this.#securityCells.has(offset)) return;
    this.#securityCells.add(offset);
    securityDescriptorText(key.security());
  }
}

function drain(steps: Iterable<unknown>): void {
  for (const step of steps) void step;
}
