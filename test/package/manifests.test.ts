import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../setup/clone.ts";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly license: string;
  readonly engines: { readonly node: string };
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly exports: Record<string, string | Record<string, string>>;
}

const read = (...names: string[]): string => readFileSync(join(ROOT, ...names), "utf8");
const manifest = (...names: string[]): Manifest => JSON.parse(read(...names, "package.json")) as Manifest;
const hivetool = manifest();
const engine = manifest("wasm");

test("versions of tools are exact", () => {
  const wanted = Object.values({ ...hivetool.dependencies, ...hivetool.devDependencies });
  expect(wanted.length).toBeGreaterThan(5);
  expect(wanted.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test("users install nothing beside the two packages", () => {
  expect(hivetool.dependencies ?? {}).toEqual({});
  expect(engine.dependencies ?? {}).toEqual({});
});

test("both packages agree in version, licence and the Node they need", () => {
  expect(engine.version).toBe(hivetool.version);
  expect(engine.license).toBe(hivetool.license);
  expect(engine.engines).toEqual(hivetool.engines);
  expect(read("wasm", "LICENSE")).toBe(read("LICENSE"));
});

test("types come before what they describe, as resolvers stop at the first match", () => {
  const entries = [hivetool, engine].flatMap(({ exports }) => Object.values(exports));
  const withTypes = entries.filter((entry) => typeof entry !== "string");
  expect(withTypes).toHaveLength(3);
  for (const entry of withTypes) {
    const conditions = Object.keys(entry);
    expect(conditions.indexOf("types")).toBeGreaterThanOrEqual(0);
    expect(conditions.indexOf("types")).toBeLessThan(conditions.indexOf("default"));
  }
});

test("the set-up asks for the Node that the manifest names", () => {
  const oldest = /OLDEST_NODE = \[(\d+), (\d+)\]/.exec(read("scripts", "setup.mjs"));
  expect(hivetool.engines.node).toBe(`>=${oldest?.[1]}.${oldest?.[2]}`);
  expect(read("README.md")).toContain(`Node ${oldest?.[1]}.${oldest?.[2]}`);
});
