import type { Hive } from "../../src/hive/hive.ts";
import { hiveKind } from "../../src/hive/hive-kind.ts";
import type { Key } from "../../src/hive/key.ts";
import { securityDescriptorText } from "../../src/hive/sddl.ts";
import { parseSecurityDescriptor } from "../../src/hive/security-descriptor.ts";
import type { Value } from "../../src/hive/value.ts";
import { decodeValue } from "../../src/hive/value-data.ts";
import { describeOutlook } from "../../src/outlook/describe.ts";
import type { Trial } from "./trial.ts";

/** A hostile hive may give the same large data to all of its values: reading it all again and again proves nothing. */
const DATA_LIMIT = 32 * 1024 * 1024;

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
    this.#trial.attempt("tell the kind", () => hiveKind(hive));
    this.#trial.attempt("describe Outlook", () => describeOutlook(hive, { showSecrets: true }));
  }

  #readKey(key: Key): Key[] {
    const { engine } = this.#hive;
    const subkeys: Key[] = [];
    this.#trial.attempt("subkeys", () => {
      for (const subkey of key.subkeys()) subkeys.push(subkey);
    });
    this.#trial.attempt("values", () => {
      for (const value of key.values()) this.#readValue(key, value);
    });
    this.#trial.attempt("class name", () => engine.className(key.offset));
    this.#trial.attempt("security", () => this.#readSecurity(engine.key(key.offset).security));
    this.#trial.attempt("find a subkey", () => key.parent?.findSubkey(key.name));
    return subkeys;
  }

  #readValue(key: Key, value: Value): void {
    key.findValue(value.name);
    if (this.#dataSize > DATA_LIMIT) return;
    this.#trial.attempt("data", () => {
      const data = value.data();
      this.#dataSize += data.length;
      decodeValue(value.type, data);
    });
  }

  #readSecurity(offset: number): void {
    if (this.#securityCells.has(offset)) return;
    this.#securityCells.add(offset);
    const { descriptor } = this.#hive.engine.security(offset);
    securityDescriptorText(parseSecurityDescriptor(descriptor));
  }
}
