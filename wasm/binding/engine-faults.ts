import * as abi from "../assembly/abi.ts";
import { EDITING_RULES } from "./editing-rules.ts";
import { HiveError } from "./hive-error.ts";
import { atLeast, atMost, bytes, hex, type RuleWords } from "./rule-words.ts";

/** The five facts that the engine leaves in its record when it refuses. */
export interface EngineFault {
  readonly status: number;
  readonly structure: number;
  readonly rule: number;
  readonly fileOffset: number;
  readonly expected: number;
  readonly found: number;
}

/** Turns a status of the engine into the error that people read. */
export function engineError(fault: EngineFault): HiveError {
  const code = CODES.get(fault.status) ?? "engine-bug";
  const words = RULES.get(fault.rule) ?? (fault.status === abi.OUT_OF_MEMORY ? NO_MEMORY : UNKNOWN_RULE);
  const structure = STRUCTURES.get(fault.structure);
  return new HiveError(code, words.statement, {
    ...(structure === undefined ? {} : { structure }),
    ...(words.hasNoPlace ? {} : { fileOffset: fault.fileOffset }),
    ...facts(words, fault),
  });
}

/** What a structure is called in messages. */
export function structureName(structure: number): string {
  return STRUCTURES.get(structure) ?? "hive";
}

function facts(words: RuleWords, fault: EngineFault): { expected?: string; found?: string } {
  const expected = words.expected?.(fault.expected, fault);
  const found = words.found?.(fault.found, fault);
  return { ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) };
}

const CODES = new Map<number, string>([
  [abi.NOT_A_HIVE, "not-a-hive"],
  [abi.UNSUPPORTED_VERSION, "unsupported-version"],
  [abi.BAD_BASE_BLOCK, "bad-base-block"],
  [abi.BAD_CHECKSUM, "bad-checksum"],
  [abi.TRUNCATED_HIVE, "truncated-hive"],
  [abi.VERSION_READ_ONLY, "version-read-only"],
  [abi.BAD_HIVE_BIN, "bad-hive-bin"],
  [abi.CELL_OUT_OF_RANGE, "cell-out-of-range"],
  [abi.CELL_MISALIGNED, "cell-misaligned"],
  [abi.CELL_NOT_ALLOCATED, "cell-not-allocated"],
  [abi.CELL_TOO_SMALL, "cell-too-small"],
  [abi.BAD_SIGNATURE, "bad-signature"],
  [abi.BAD_NAME, "bad-name"],
  [abi.BAD_SUBKEY_LIST, "bad-subkey-list"],
  [abi.BAD_VALUE_DATA, "bad-value-data"],
  [abi.TREE_TOO_DEEP, "tree-too-deep"],
  [abi.TREE_LOOPS, "tree-loops"],
  [abi.WRONG_PARENT, "wrong-parent"],
  [abi.PATH_TOO_LONG, "path-too-long"],
  [abi.NAME_NOT_IN_REG, "name-not-in-reg"],
  [abi.BIN_NOT_PROVED, "bin-not-proved"],
  [abi.LOG_TOO_LARGE, "log-too-large"],
  [abi.OUT_OF_MEMORY, "out-of-memory"],
  [abi.ENGINE_BUG, "engine-bug"],
  [abi.NAME_TAKEN, "name-taken"],
  [abi.NAME_REFUSED, "name-refused"],
  [abi.LIMIT_EXCEEDED, "limit-exceeded"],
  [abi.HIVE_FULL, "hive-full"],
  [abi.NOT_DELETABLE, "root-stays"],
  [abi.INTO_ITSELF, "into-itself"],
  [abi.BAD_SECURITY_RING, "bad-security-ring"],
  [abi.BAD_KEY_HINT, "bad-key-hint"],
  [abi.KEY_REFUSED, "key-refused"],
]);

const STRUCTURES = new Map<number, string>([
  [abi.IN_BASE_BLOCK, "base block"],
  [abi.IN_HIVE_BIN, "hive bin"],
  [abi.IN_CELL, "cell"],
  [abi.IN_KEY_NODE, "key node"],
  [abi.IN_SUBKEY_LIST, "subkey list"],
  [abi.IN_INDEX_ROOT, "index root"],
  [abi.IN_VALUE_LIST, "value list"],
  [abi.IN_VALUE, "value"],
  [abi.IN_VALUE_DATA, "value data"],
  [abi.IN_BIG_DATA, "big data"],
  [abi.IN_SEGMENT_LIST, "segment list"],
  [abi.IN_SEGMENT, "big data segment"],
  [abi.IN_SECURITY, "security cell"],
  [abi.IN_CLASS_NAME, "class name"],
]);

/** A signature as its letters, or in hexadecimal where they are none. */
function letters(value: number): string {
  const text = [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff).filter((byte) => byte !== 0);
  const readable = text.length > 0 && text.every((byte) => byte > 0x20 && byte < 0x7f);
  return readable ? `"${String.fromCharCode(...text)}"` : hex(value);
}

const UNKNOWN_RULE: RuleWords = { statement: "the engine stopped in a way that it never should" };

const NO_MEMORY: RuleWords = {
  statement: "there is not enough memory for this hive",
  hasNoPlace: true,
  expected: bytes,
};

const RULES = new Map<number, RuleWords>([
  ...EDITING_RULES,
  [
    abi.RULE_SIGNATURE,
    {
      statement: "the signature is wrong",
      expected: (value, fault) =>
        fault.structure === abi.IN_SUBKEY_LIST ? '"li", "lf", "lh" or "ri"' : letters(value),
      found: letters,
    },
  ],
  [abi.RULE_MAJOR, { statement: "this major version is unknown", expected: String, found: String }],
  [abi.RULE_MINOR, { statement: "this minor version is not supported", expected: () => "1 to 6", found: String }],
  [abi.RULE_TYPE, { statement: "this is no primary hive file", expected: () => "type 0", found: typeOfFile }],
  [abi.RULE_FORMAT, { statement: "the file format is unknown", expected: String, found: String }],
  [
    abi.RULE_BINS_SIZE,
    {
      statement: "the size of the hive bins data is impossible",
      expected: () => "a multiple of 4096 below 2 GiB",
      found: bytes,
    },
  ],
  [
    abi.RULE_FILE_SIZE,
    {
      statement: "the file ends before its hive bins data does",
      expected: (_, fault) => bytes(fault.found),
      found: (_, fault) => bytes(fault.expected),
    },
  ],
  [abi.RULE_CHECKSUM, { statement: "the checksum is wrong", expected: hex, found: hex }],
  [
    abi.RULE_ROOT,
    { statement: "the root key lies outside the hive bins data", expected: (end) => `below ${hex(end)}`, found: hex },
  ],
  [
    abi.RULE_OFFSET_RANGE,
    { statement: "an offset points outside the hive bins data", expected: (end) => `below ${hex(end)}`, found: hex },
  ],
  [
    abi.RULE_OFFSET_ALIGNMENT,
    { statement: "an offset points between cells", expected: () => "a multiple of 8", found: hex },
  ],
  [abi.RULE_OFFSET_NIL, { statement: "an offset here, which should lead to more, points nowhere" }],
  [
    abi.RULE_OFFSET_VOLATILE,
    { statement: "an offset here points into volatile storage, which no file has", found: hex },
  ],
  [abi.RULE_CELL_ALLOCATED, { statement: "its cell is free", expected: () => "a negative cell size", found: String }],
  [
    abi.RULE_CELL_SIZE,
    {
      statement: "the cell's size is impossible",
      expected: (room) => `a multiple of 8, ${atMost(room)}`,
      found: bytes,
    },
  ],
  [abi.RULE_CELL_HOLDS, { statement: "it is larger than its cell", expected: atLeast, found: bytes }],
  [abi.RULE_NAME_EMPTY, { statement: "the name is empty" }],
  [
    abi.RULE_NAME_ODD,
    { statement: "a UTF-16 name has an odd size", expected: () => "an even number of bytes", found: bytes },
  ],
  [
    abi.RULE_LIST_COUNT,
    { statement: "the count does not fit the list", expected: (room) => `1 to ${room}`, found: String },
  ],
  [abi.RULE_LIST_SUM, { statement: "the list and its key disagree on the number of subkeys" }],
  [abi.RULE_LIST_NESTED, { statement: "an index root lies below another one" }],
  [abi.RULE_INLINE_SIZE, { statement: "inline data is too long", expected: atMost, found: bytes }],
  [abi.RULE_SEGMENT_COUNT, { statement: "big data has too few segments", expected: String, found: String }],
  [abi.RULE_DEPTH, { statement: "keys are nested too deep", expected: (depth) => `at most ${depth} levels` }],
  [abi.RULE_LOOP, { statement: "a key is its own descendant" }],
  [abi.RULE_BIN_POSITION, { statement: "no hive bin header names this position" }],
  [
    abi.RULE_BIN_SIZE,
    {
      statement: "the hive bin around the cell has an impossible size",
      expected: (least) => `more than ${least} bytes`,
      found: bytes,
    },
  ],
  [
    abi.RULE_BIN_TILING,
    {
      statement: "the cells do not fill their hive bin",
      expected: (room) => `a multiple of 8, ${atMost(room)}`,
      found: bytes,
    },
  ],
  [abi.RULE_BIN_NEXT, { statement: "no hive bin begins where the one before ends" }],
  [
    abi.RULE_BIN_OVERLAP,
    {
      statement: "this hive bin lies within another one",
      found: (at) => `a walk from the first bin arrives at ${hex(at)}`,
    },
  ],
  [abi.RULE_CELL_BOUNDARY, { statement: "the offset points into the middle of a cell" }],
  [
    abi.RULE_PARENT,
    { statement: "a key names another parent than the one whose list it is in", expected: hex, found: hex },
  ],
  [abi.RULE_PATH, { statement: "the path to this key is longer than any that Windows knows" }],
  [
    abi.RULE_NAME_REG,
    {
      statement: "the name holds a character that no .reg file can tell",
      found: (unit) => `U+${unit.toString(16).toUpperCase().padStart(4, "0")}`,
    },
  ],
  [abi.RULE_SHARED_CELL, { statement: "one cell serves two purposes" }],
  [
    abi.RULE_DATA_SIZE,
    { statement: "a value claims more data than the hive is large", expected: atMost, found: bytes },
  ],
  [
    abi.RULE_VERSION_EDIT,
    {
      statement: "hives of this minor version are read, not edited",
      expected: (oldest) => `${oldest} or later`,
      found: String,
    },
  ],
  [
    abi.RULE_CELL_POSITION,
    { statement: "a position lies beyond the end of its cell", expected: atMost, found: String },
  ],
  [
    abi.RULE_LOGGED_SIZE,
    { statement: "the change touches too many pages for one log entry", expected: atMost, found: atLeast },
  ],
]);

function typeOfFile(type: number): string {
  return type === 1 || type === 2 || type === 6 ? `type ${type}, a transaction log` : `type ${type}`;
}
