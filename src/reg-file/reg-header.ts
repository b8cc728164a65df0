/** What the first line of a .reg file says about the rest: version 5, version 4, the one of Windows 3.1, or nothing at all. */
export type RegVersion = 5 | 4 | 3 | "imports nothing";

/**
 * The version that a first line names; undefined where it names none. Windows compares letter by letter, and of a file that
 * begins with REGEDIT and goes on otherwise it imports nothing, without a word.
 */
export function regVersion(line: string): RegVersion | undefined {
  const header = line.replace(/^[ \t]+/, "");
  if (header === "Windows Registry Editor Version 5.00") return 5;
  if (header === "REGEDIT4") return 4;
  if (header === "REGEDIT") return 3;
  return header.startsWith("REGEDIT") ? "imports nothing" : undefined;
}
