import * as abi from "../assembly/abi.ts";
import * as layout from "../assembly/layout.ts";

/** What has become of a value that was to be set or deleted; `same`: it was so already. */
export type ValueOutcome = "same" | "created" | "changed" | "deleted";

const OUTCOMES: readonly ValueOutcome[] = ["same", "created", "changed", "deleted"];

/** As much as one call hands over; a value that is larger is set by itself. */
const SIZE = 64 * 1024;

/**
 * Values of one key that are set or deleted in a row, or compared: many in one call of the engine.
 *
 * @example
 * const batch = new ValueBatch();
 * batch.set("Server", 1, new Uint8Array([0x61, 0, 0, 0]));
 * batch.delete("Port");
 * editing.setValues(key, batch);
 */
export class ValueBatch {
  readonly #bytes = new Uint8Array(SIZE);
  readonly #words = new Uint32Array(this.#bytes.buffer);
  readonly #units = new Uint16Array(this.#bytes.buffer);
  /** Where each record begins, and where the next one will. */
  #positions: number[] = [0];

  /** How many there are. */
  get count(): number {
    return this.#positions.length - 1;
  }

  /**
   * Adds a value that is to be set. False where it has no room: the batch is to be done first, and cleared; where it is empty,
   * the value is too large for any batch.
   */
  set(name: string, type: number, data: Uint8Array): boolean {
    const position = this.#begin(abi.BATCH_SET, name, type, data.length);
    if (position === undefined) return false;
    this.#bytes.set(data, position);
    return true;
  }

  /** Adds a value that is to be deleted. False as for `set`. */
  delete(name: string): boolean {
    return this.#begin(abi.BATCH_DELETE, name, 0, 0) !== undefined;
  }

  /** Empties it. */
  clear(): void {
    this.#positions = [0];
  }

  /** What has become of one of them. */
  outcome(index: number): ValueOutcome {
    return OUTCOMES[this.#words[(this.#positions[index] as number) >> 2] as number] as ValueOutcome;
  }

  /** @internal Where one of them begins. */
  position(index: number): number {
    return this.#positions[index] as number;
  }

  /** @internal They as the engine takes them, and gives them back with what has become of them: from one place on. */
  bytesFrom(position: number): Uint8Array {
    return this.#bytes.subarray(position, this.#positions.at(-1));
  }

  /** Where its data is to lie. */
  #begin(wanted: number, name: string, type: number, size: number): number | undefined {
    const position = this.#positions[this.#positions.length - 1] as number;
    const data = position + abi.BATCH_NAME + padded(name.length * 2);
    const next = data + padded(size);
    if (next > SIZE || size > abi.DATA_SIZE || name.length > layout.MAXIMUM_NAME_LENGTH) return undefined;
    const word = position >> 2;
    this.#words[word] = wanted;
    this.#words[word + abi.BATCH_NAME_LENGTH / 4] = name.length;
    this.#words[word + abi.BATCH_TYPE / 4] = type;
    this.#words[word + abi.BATCH_DATA_SIZE / 4] = size;
    const units = (position + abi.BATCH_NAME) >> 1;
    for (let index = 0; index < name.length; index++) this.#units[units + index] = name.charCodeAt(index);
    this.#positions.push(next);
    return data;
  }
}

function padded(size: number): number {
  return (size + 3) & ~3;
}
