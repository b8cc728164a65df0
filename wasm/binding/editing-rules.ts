import * as abi from "../assembly/abi.ts";
import type { RuleWords } from "./rule-words.ts";
import { atMost, bytes, hex } from "./rule-words.ts";

/** The words for what editing refuses. */
export const EDITING_RULES: readonly (readonly [rule: number, words: RuleWords])[] = [
  [abi.RULE_TAKEN, { statement: "that name is taken already" }],
  [
    abi.RULE_NAME_LENGTH,
    { statement: "the name is too long", expected: (most) => `at most ${most} characters`, found: String },
  ],
  [abi.RULE_NAME_BACKSLASH, { statement: "a key's name holds a backslash, which parts the names of a path" }],
  [
    abi.RULE_DATA_LIMIT,
    { statement: "there is more data than a hive of this version holds", expected: atMost, found: bytes },
  ],
  [
    abi.RULE_COUNT_LIMIT,
    {
      statement: "there are more elements than a count can tell",
      expected: (most) => `at most ${most}`,
      found: String,
    },
  ],
  [abi.RULE_HIVE_LIMIT, { statement: "a hive holds less than 2 GiB", found: (more) => `${bytes(more)} more` }],
  [abi.RULE_ROOT_STAYS, { statement: "the root key stays where it is" }],
  [abi.RULE_INTO_ITSELF, { statement: "a key cannot be moved below itself" }],
  [
    abi.RULE_DESCRIPTOR,
    {
      statement: "this is no self-relative security descriptor of a possible size",
      hasNoPlace: true,
      expected: atMost,
      found: bytes,
    },
  ],
  [
    abi.RULE_REFERENCES,
    { statement: "a security cell counts other references than it has", expected: String, found: String },
  ],
  [abi.RULE_RING, { statement: "security cells that are neighbours do not name each other" }],
  [abi.RULE_LIST_ORDER, { statement: "its list of subkeys is not sorted by name" }],
  [
    abi.RULE_LIST_HINT,
    { statement: "a list has another hint or hash for a key than its name gives", expected: hex, found: hex },
  ],
  [
    abi.RULE_NO_SUBKEYS,
    { statement: "a link, a predefined handle or a tombstone has no subkeys that Windows would see" },
  ],
  [
    abi.RULE_HINT,
    {
      statement: "a key says less about the longest or largest of what belongs to it than there is",
      expected: (size) => `at least ${size} bytes`,
      found: String,
    },
  ],
  [abi.RULE_NO_DELETE, { statement: "the key is marked as one that is not deleted" }],
  [abi.RULE_NOT_IN_LIST, { statement: "its owner's list does not name it" }],
  [abi.RULE_HANDLE, { statement: "a key with a predefined handle has no values" }],
  [abi.RULE_LINK, { statement: "a symbolic link has one value only: SymbolicLinkValue, of type REG_LINK" }],
];
