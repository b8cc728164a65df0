import { newHive } from "hivex-wasm";
import { expect } from "vitest";
import { applyDocument, type Change, findRecipe, Hive, type VariableValues } from "../../src/index.ts";
import { validateHive } from "../support/hive-validator.ts";
import { readHive, walkKeys } from "../support/reference-reader.ts";

/** A value's type and data: text as it stands in SZ and EXPAND_SZ, a number of DWORD, else hexadecimal digits. */
export type Held =
  | readonly [type: "sz" | "expand-sz", text: string]
  | readonly ["dword", number]
  | readonly ["binary", string];

/** Values by key and name. */
export type Keys = Readonly<Record<string, Readonly<Record<string, Held>>>>;

const TYPES = { sz: 1, "expand-sz": 2, binary: 3, dword: 4 } as const;

function bytesOf([type, content]: Held): string {
  if (type === "binary") return content;
  if (type === "dword") return Buffer.from(Uint32Array.of(content).buffer).toString("hex");
  return Buffer.from(`${content}\0`, "utf16le").toString("hex");
}

/** A user's hive with these values, open for editing. */
export function userHive(keys: Keys = {}): Hive {
  const hive = Hive.fromBytes(newHive({ minorVersion: 5, like: "user", time: 0n }), { mode: "edit" });
  const changes: Change[] = [
    { op: "create-key", key: "Software" },
    { op: "create-key", key: "Control Panel" },
    ...Object.entries(keys).flatMap(([key, values]): Change[] => [
      { op: "create-key", key },
      ...Object.entries(values).map(([value, held]): Change => {
        return { op: "set-value", key, value, type: TYPES[held[0]], data: bytesOf(held) };
      }),
    ]),
  ];
  hive.edit({ version: 1, changes }, { time: 0n });
  return hive;
}

/** Does a recipe in a hive, which has to be sound then, and a second time, which has to change nothing. */
export async function apply(hive: Hive, name: string, variables: VariableValues = {}): Promise<void> {
  const recipe = await findRecipe(name);
  if (recipe === undefined) throw new Error(`there is no recipe ${name}`);
  const options = { time: 0n, variables };
  applyDocument(hive, recipe.document, options);
  const after = hive.toBytes();
  expect(validateHive(after)).toEqual([]);
  expect(applyDocument(hive, recipe.document, options).changes.every(({ isDone }) => isDone)).toBe(true);
  expect(Buffer.compare(hive.toBytes(), after)).toBe(0);
}

/** All keys with their values, `TYPE:hexadecimal digits` each, as a plain reader finds them in the bytes. */
export function held(hive: Hive): Record<string, Record<string, string>> {
  const keys = walkKeys(readHive(hive.toBytes()).root);
  return Object.fromEntries(
    Array.from(keys, ({ path, values }) => [
      path.join("\\"),
      Object.fromEntries(values.map(({ name, type, data }) => [name, `${type}:${Buffer.from(data).toString("hex")}`])),
    ]),
  );
}

/** The same of what is wanted. */
export function wanted(keys: Keys): Record<string, Record<string, string>> {
  return Object.fromEntries(
    Object.entries(keys).map(([key, values]) => [
      key,
      Object.fromEntries(Object.entries(values).map(([name, each]) => [name, `${TYPES[each[0]]}:${bytesOf(each)}`])),
    ]),
  );
}
