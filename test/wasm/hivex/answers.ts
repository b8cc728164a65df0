import { createHash } from "node:crypto";
import { type Hivex, HivexError } from "hivex-wasm";

/** What a function answered: its result, or the name of the errno. */
export type Answer = unknown;
export type Answers = Readonly<Record<string, Answer>> & {
  readonly kind: "hive" | "node" | "value";
  readonly handle: number;
};

/** Our answers to what libhivex-answers.py asks, by libhivex's own names. */
export function ourAnswers(hivex: Hivex, kind: Answers["kind"], handle: number): Answers {
  const functions = { hive: OF_HIVE, node: OF_NODES, value: OF_VALUES }[kind];
  const answers = Object.entries(functions).map(([name, ask]) => [name, answer(() => ask(hivex, handle))]);
  return { kind, handle, ...Object.fromEntries(answers) };
}

type Functions = Readonly<Record<string, (hivex: Hivex, handle: number) => Answer>>;

const OF_HIVE: Functions = {
  root: (hivex) => hivex.root(),
  last_modified: (hivex) => String(hivex.lastModified()),
};

const OF_NODES: Functions = {
  node_name: (hivex, node) => hivex.nodeName(node),
  node_name_len: (hivex, node) => hivex.nodeNameLen(node),
  node_timestamp: (hivex, node) => String(hivex.nodeTimestamp(node)),
  node_children: (hivex, node) => hivex.nodeChildren(node),
  node_nr_children: (hivex, node) => hivex.nodeNrChildren(node),
  node_parent: (hivex, node) => hivex.nodeParent(node),
  node_values: (hivex, node) => hivex.nodeValues(node),
  node_nr_values: (hivex, node) => hivex.nodeNrValues(node),
  node_struct_length: (hivex, node) => hivex.nodeStructLength(node),
};

const OF_VALUES: Functions = {
  value_key: (hivex, value) => hivex.valueKey(value),
  value_key_len: (hivex, value) => hivex.valueKeyLen(value),
  value_type: (hivex, value) => Object.values(hivex.valueType(value)),
  value_value: (hivex, handle) => {
    const { type, value } = hivex.valueValue(handle);
    return { type, size: value.length, sha: createHash("sha256").update(value).digest("hex").slice(0, 16) };
  },
  value_string: (hivex, value) => hivex.valueString(value),
  value_multiple_strings: (hivex, value) => hivex.valueMultipleStrings(value),
  value_dword: (hivex, value) => hivex.valueDword(value),
  value_qword: (hivex, value) => String(hivex.valueQword(value)),
  value_struct_length: (hivex, value) => hivex.valueStructLength(value),
  value_data_cell_offset: (hivex, value) => Object.values(hivex.valueDataCellOffset(value)),
};

function answer(ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    if (error instanceof HivexError) return { errno: error.code };
    throw error;
  }
}
