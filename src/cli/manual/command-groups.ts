/** The headings under which the help of the whole program shows commands; one that is in none stands under the last. */
const COMMAND_GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Looking:": ["find", "info", "ls", "get", "search", "diff", "inspect", "export"],
  "Changing:": [
    "set",
    "add",
    "delete",
    "rename",
    "copy",
    "move",
    "replace",
    "rehost",
    "import",
    "apply",
    "recipes",
    "merge",
    "create",
    "shell",
  ],
  "Taking care:": ["check", "recover", "repair", "compact"],
};

const OTHERS = "More commands:";

/** The headings in their order. */
export const COMMAND_HEADINGS: readonly string[] = [...Object.keys(COMMAND_GROUPS), OTHERS];

/** The heading of a command. */
export function headingOfCommand(name: string): string {
  return Object.entries(COMMAND_GROUPS).find(([, names]) => names.includes(name))?.[0] ?? OTHERS;
}
