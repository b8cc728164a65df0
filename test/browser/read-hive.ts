import { Engine, type ExportFormat, exportTree, HIVEX_OPEN_WRITE, Hivex, type PageSource } from "hivex-wasm";
import type { Plan } from "../../src/edit/plan.ts";
import { Hive } from "../../src/hive/hive.ts";

/** What is read of a hive, in the browser and in Node. */
export interface Reading {
  readonly rootChildren: readonly string[];
  /** The names of the values of the key that the path leads to. */
  readonly values: readonly string[];
  /** Bytes that opening the hive and finding that key took. */
  readonly lookUpBytes: number;
  /** Keys that a walk from the path's first key down met. */
  readonly visited: number;
  /** A digest over every step of an export, and the bytes of all. */
  readonly exports: Readonly<Record<string, Digest>>;
  /** The whole hive after an edit in memory. */
  readonly edited: Digest;
  /** The whole hive after a plan was applied in memory. */
  readonly planned: Digest;
}

interface Digest {
  readonly digest: string;
  readonly size: number;
}

export async function readHive(source: PageSource, path: readonly string[]): Promise<Reading> {
  const lookUp = lookUpIn(source, path);
  const hivex = Hivex.open(source);
  const rootChildren = hivex.nodeChildren(hivex.root()).map((node) => hivex.nodeName(node));
  let visited = 0;
  const first = hivex.nodeGetChild(hivex.root(), path[0] ?? "") ?? hivex.root();
  hivex.visitNode(first, { nodeStart: () => void visited++ });
  hivex.close();
  return {
    rootChildren,
    visited,
    ...lookUp,
    exports: { reg: await exported(source, "reg"), jsonl: await exported(source, "jsonl") },
    edited: await edited(source),
    planned: await planned(source),
  };
}

function lookUpIn(source: PageSource, path: readonly string[]): Pick<Reading, "values" | "lookUpBytes"> {
  let lookUpBytes = 0;
  const counting: PageSource = {
    size: source.size,
    read(fileOffset, target) {
      lookUpBytes += target.length;
      return source.read(fileOffset, target);
    },
  };
  const hivex = Hivex.open(counting);
  let node = hivex.root();
  for (const name of path) {
    const child = hivex.nodeGetChild(node, name);
    if (child === undefined) throw new Error(`there is no key ${name}`);
    node = child;
  }
  const values = hivex.nodeValues(node).map((value) => hivex.valueKey(value));
  hivex.close();
  return { values, lookUpBytes };
}

async function exported(source: PageSource, format: ExportFormat): Promise<Digest> {
  const engine = Engine.open(source);
  let digest = new Uint8Array(32);
  let size = 0;
  for (const { bytes } of exportTree(engine, { format })) {
    const chained = new Uint8Array(digest.length + bytes.length);
    chained.set(digest);
    chained.set(bytes, digest.length);
    digest = new Uint8Array(await crypto.subtle.digest("SHA-256", chained));
    size += bytes.length;
  }
  engine.close();
  return { digest: hexOf(digest), size };
}

async function edited(source: PageSource): Promise<Digest> {
  const hivex = Hivex.open(source, HIVEX_OPEN_WRITE);
  const node = hivex.nodeAddChild(hivex.root(), "Edited in memory");
  hivex.nodeSetValue(node, { key: "data", t: 3, value: new Uint8Array(20_000).fill(7) });
  hivex.nodeRename(node, "Edited");
  const bytes = hivex.toBytes();
  hivex.close();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { digest: hexOf(digest), size: bytes.length };
}

async function planned(source: PageSource): Promise<Digest> {
  using hive = Hive.open(source, { mode: "edit" });
  hive.edit(PLAN, { time: 1n });
  const bytes = hive.toBytes();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { digest: hexOf(digest), size: bytes.length };
}

const PLAN: Plan = {
  version: 1,
  changes: [
    { op: "set-value", key: "Planned\\In memory", value: "größer", type: 3, data: "00".repeat(20_000) },
    { op: "copy-key", key: "Planned", to: "Copied" },
    { op: "delete-key", key: "Planned", recursive: true },
  ],
};

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
