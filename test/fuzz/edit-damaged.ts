import { bytesSource, Engine, HiveError } from "hivex-wasm";
import type { Random } from "../../bench/generate/random.ts";
import { validateHive } from "../support/hive-validator.ts";

/** What came of random edits in one damaged hive. */
export interface EditOutcome {
  readonly done: number;
  readonly refusals: ReadonlySet<string>;
  /** What must not happen, one sentence each. */
  readonly finds: readonly string[];
}

const KEYS = 60;
const EDITS = 12;
const NAMES = ["", "a", "B", "zz", "\u00fcber", "\u0416", "n".repeat(255), "Run", "Software", "0"];
const SIZES = [0, 1, 4, 5, 16, 100, 1000, 5000, 16_344, 16_345, 40_000, 70_000];

/**
 * Damage that any edit elsewhere may bring to light, or that it copies: what two owners share goes with either; what is in no
 * order has other neighbours when one goes; what is named and not allocated may be given to another.
 */
const CONTAGIOUS =
  /^not readable|^no bin|no allocated cell|2 owners|another parent|listed twice|out of order|belongs to nothing|descriptor at|miscounts|flags 0x/;

/**
 * Edits a damaged hive at random. Whatever is wrong with it, an edit is done or refused in a known way; a refused one leaves
 * every byte as it was; and one that is done adds nothing to what the validator finds.
 */
export function editDamaged(bytes: Uint8Array, random: Random): EditOutcome {
  const refusals = new Set<string>();
  const finds: string[] = [];
  let engine: Engine;
  try {
    engine = Engine.open(bytesSource(bytes), { mode: "edit" });
  } catch (error) {
    if (!(error instanceof HiveError) || error.code === "engine-bug") finds.push(`open: ${String(error)}`);
    return { done: 0, refusals, finds };
  }
  if (engine.baseBlock.isDirty) return { done: 0, refusals, finds };
  let done = 0;
  let present = engine.toBytes();
  let findings = validateHive(present);
  for (let count = 0; count < EDITS && finds.length === 0; count++) {
    const keys = someKeys(engine);
    const [what, edit] = draw(engine, keys, random);
    try {
      edit();
    } catch (error) {
      if (!(error instanceof HiveError) || error.code === "engine-bug") {
        finds.push(`${what}: ${String(error)}`);
        return { done, refusals, finds };
      }
      refusals.add(error.code);
      if (Buffer.compare(engine.toBytes(), present) !== 0)
        finds.push(`${what}: refused (${error.code}), and bytes have changed`);
      continue;
    }
    done++;
    present = engine.toBytes();
    const after = validateHive(present);
    const more = findings.some((finding) => CONTAGIOUS.test(finding)) ? [] : added(findings, after);
    if (more.length > 0) finds.push(`${what} adds ${more.slice(0, 3).join(" | ")}`);
    findings = after;
  }
  // Taken back, all of it is as it was.
  while (finds.length === 0 && engine.editing.undo());
  if (finds.length === 0 && Buffer.compare(engine.toBytes(), bytes.subarray(0, engine.toBytes().length)) !== 0)
    finds.push("undone, the bytes are not the first ones");
  engine.close();
  return { done, refusals, finds };
}

/** Kinds of findings of which there are more than before. */
function added(before: readonly string[], after: readonly string[]): string[] {
  const kind = (finding: string): string => finding.replace(/^key .*: (?!value)/s, "key: ").replaceAll(/[0-9]+/g, "#");
  const counts = new Map<string, number>();
  for (const each of before) counts.set(kind(each), (counts.get(kind(each)) ?? 0) + 1);
  return after.filter((each) => {
    const left = (counts.get(kind(each)) ?? 0) - 1;
    counts.set(kind(each), left);
    return left < 0;
  });
}

function someKeys(engine: Engine): number[] {
  const open = [engine.baseBlock.rootOffset];
  const keys: number[] = [];
  while (open.length > 0 && keys.length < KEYS) {
    const key = open.shift() as number;
    keys.push(key);
    try {
      open.push(...engine.subkeys(key).slice(0, 12));
    } catch {}
  }
  return keys;
}

function draw(engine: Engine, keys: readonly number[], random: Random): [string, () => void] {
  const { editing } = engine;
  editing.time = BigInt(random.next());
  const key = random.pick(keys);
  const name = random.pick(NAMES);
  let values: number[] = [];
  try {
    values = engine.values(key);
  } catch {}
  const value = values.length > 0 && random.below(8) > 0 ? random.pick(values) : random.pick(keys);
  const valueName = (): string => {
    try {
      return engine.value(value).name;
    } catch {
      return name;
    }
  };
  const data = (): Uint8Array => new Uint8Array(random.pick(SIZES)).fill(random.below(256));
  switch (random.below(14)) {
    case 0:
    case 1:
      return [`create ${key} ${name}`, () => editing.createKey(key, name)];
    case 2:
    case 3:
      return [`delete ${key}`, () => editing.deleteKey(key)];
    case 4: {
      const parent = random.pick(keys);
      return [`move ${key} ${parent} ${name}`, () => editing.moveKey(key, parent, name)];
    }
    case 5:
      return [`rename ${key} ${name}`, () => editing.moveKey(key, engine.key(key).parent, name)];
    case 6:
      return [`class ${key}`, () => editing.setClassName(key, name.repeat(random.between(0, 5)))];
    case 7: {
      const bytes = data();
      return [`set new ${key} ${name} ${bytes.length}`, () => editing.setValue(key, name, 3, bytes)];
    }
    case 8:
    case 9: {
      const bytes = data();
      const its = valueName();
      return [`set old ${key} ${its} ${bytes.length}`, () => editing.setValue(key, its, 3, bytes)];
    }
    case 10:
      return [`delete value ${key} ${value}`, () => editing.deleteValue(key, value)];
    case 11:
      return [`rename value ${key} ${value} ${name}`, () => editing.renameValue(key, value, name)];
    case 12:
      return [
        `security ${key}`,
        () => {
          const other = engine.security(engine.key(random.pick(keys)).security).descriptor.slice();
          if (random.below(2) === 0) other[other.length - 1] = random.below(256);
          editing.setSecurity(key, other);
        },
      ];
    default:
      return [
        `securities ${key}`,
        () =>
          void editing.changeSecurity(key, (bytes) => {
            const copy = bytes.slice();
            copy[copy.length - 1] = random.below(4);
            return copy;
          }),
      ];
  }
}
