import { type Hivex, hiveTypes } from "hivex-wasm";

/** What a script asks of one key: its path, its subkeys, its values, and one of them plainly. */
export interface KeyQuestions {
  readonly path: string;
  readonly lines: readonly string[];
}

/**
 * Whether a line can say a key's name: blanks at its ends are cut off, a NUL ends it in libhivex's shell, a backslash stands
 * between names, and . and .. are no names.
 */
function isSayable(name: string): boolean {
  return !/^\.{1,2}$|^\s|\s$|[\\\p{Cc}]/u.test(name);
}

/** Types of which one value is shown in lines of its own. */
const IN_LINES: readonly number[] = [
  hiveTypes.REG_SZ,
  hiveTypes.REG_EXPAND_SZ,
  hiveTypes.REG_DWORD,
  hiveTypes.REG_MULTI_SZ,
  hiveTypes.REG_QWORD,
];

/** Questions about every key that a line can name. */
export function* questionsOf(hivex: Hivex, node = hivex.root(), path = "\\"): Generator<KeyQuestions> {
  const single = hivex.nodeValues(node).find((value) => {
    const { type, len } = hivex.valueType(value);
    return IN_LINES.includes(type) && len >= 8 && /^[ -~]*\w$/.test(hivex.valueKey(value));
  });
  const show = single === undefined ? [] : [`lsval ${hivex.valueKey(single)}`];
  yield { path, lines: [`cd ${path}`, "cd", "ls", "lsval", ...show] };
  for (const child of hivex.nodeChildren(node)) {
    const name = hivex.nodeName(child);
    if (!isSayable(name)) continue;
    yield* questionsOf(hivex, child, path === "\\" ? `\\${name}` : `${path}\\${name}`);
  }
}

/** The script that asks all of them. */
export function scriptOf(questions: readonly KeyQuestions[]): string {
  return questions.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join("");
}

/** The lines of the answers, one list for each key that was come to; keys tell their paths first. */
export function answersIn(output: string, questions: readonly KeyQuestions[]): string[][] {
  const answers: string[][] = [];
  for (const line of output.split("\n")) {
    const path = questions[answers.length]?.path;
    if (path !== undefined && line === Buffer.from(path).toString("latin1")) answers.push([]);
    else answers.at(-1)?.push(line);
  }
  return answers;
}
