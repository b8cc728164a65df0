import * as abi from "../assembly/abi.ts";
import { handle } from "./arguments.ts";
import type { Engine } from "./engine.ts";

/** What belongs to a key for its fingerprint, besides its name, its values and whether it is a link or a handle. */
export interface FingerprintOptions {
  readonly times?: boolean;
  readonly classes?: boolean;
  readonly security?: boolean;
  readonly flags?: boolean;
}

/** Words of a record: level, offset, then the four of a 128-bit hash. */
export const FINGERPRINT_WORDS: number = abi.FINGERPRINT_SIZE / 4;

/**
 * Hashes of what each key holds by itself, the key at `offset` first and all below it in the order of a walk: records of
 * `FINGERPRINT_WORDS` words. They tell alike only with others of the same secret, which is for one comparison alone: eight
 * random UTF-16 units, so that no hive can be made to look like another.
 *
 * @example
 * const secret = String.fromCharCode(...crypto.getRandomValues(new Uint16Array(8)));
 * const words = fingerprints(engine, engine.baseBlock.rootOffset, secret, { times: true });
 */
export function fingerprints(
  engine: Engine,
  offset: number,
  secret: string,
  options: FingerprintOptions = {},
): Uint32Array<ArrayBuffer> {
  const { memory } = engine;
  const parts =
    (options.times ? abi.FINGERPRINT_TIMES : 0) |
    (options.classes ? abi.FINGERPRINT_CLASSES : 0) |
    (options.security ? abi.FINGERPRINT_SECURITY : 0) |
    (options.flags ? abi.FINGERPRINT_FLAGS : 0);
  memory.startVerb(abi.VERB_FINGERPRINTS, handle(offset), secret, parts);
  let words = new Uint32Array(Math.min(Math.ceil(memory.source.size / BYTES_FOR_WORD), MOST_ROOM));
  let count = 0;
  for (let more = true; more; ) {
    more = memory.stepVerb();
    const bytes = memory.resultView();
    const step = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    if (count + step.length > words.length) {
      const larger = new Uint32Array((count + step.length) * 2);
      larger.set(words.subarray(0, count));
      words = larger;
    }
    words.set(step, count);
    count += step.length;
  }
  return words.subarray(0, count);
}

/** Of a hive: most keep one key in some hundred bytes, so that what is made room for once is enough. */
const BYTES_FOR_WORD = 64;
const MOST_ROOM = 4 * 1024 * 1024;
