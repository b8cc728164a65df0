import { bytesSource } from "hivex-wasm";
import { expect } from "vitest";
import { writeHive } from "../../../fixtures/build/hive-writer.ts";
import { applyPlan, type PreviewedChange } from "../../../src/edit/apply.ts";
import type { Change } from "../../../src/edit/operations.ts";
import { previewPlan } from "../../../src/edit/preview.ts";
import { verifyPlan } from "../../../src/edit/verify.ts";
import { Hive } from "../../../src/hive/hive.ts";
import { walkKeys } from "../../../src/hive/walk-keys.ts";

/** The time that edits in these tests give. */
export const TIME = 0x01d5_0403_0201_0000n;

const value = (name: string, text: string) => ({ name, type: 3, data: new Uint8Array(Buffer.from(text)) });

/** A small hive, open for editing: `A` with values and two levels below it, and `B` with nothing. */
export function smallHive(): Hive {
  const deep = { name: "Deep", values: [value("d", "deep")] };
  const below = { name: "Below", values: [value("b", "below")], keys: [deep] };
  const keys = [
    { name: "A", values: [value("", "default"), value("one", "1"), value("two", "2")], keys: [below] },
    { name: "B" },
  ];
  const { bytes } = writeHive({ minor: 5, sequence: 1, time: 0n, fileName: "", root: { name: "root", keys } });
  return Hive.open(bytesSource(bytes), { mode: "edit" });
}

/** Does changes as one plan, and checks what holds of every plan: the preview foretells it, and it verifies. */
export function edited(hive: Hive, ...changes: Change[]): readonly PreviewedChange[] {
  const plan = { version: 1, changes } as const;
  const before = contentOf(hive);
  const { changes: foreseen } = previewPlan(hive, plan);
  expect(contentOf(hive), "a preview changes nothing").toEqual(before);
  const applied = applyPlan(hive, plan, { time: TIME });
  expect(applied, "the preview has foretold it").toEqual(foreseen);
  verifyPlan(hive, plan);
  return applied;
}

/** Every key with its class and values, as lines. */
export function contentOf(hive: Hive): string[] {
  return [...walkKeys(hive.root)].flatMap(({ key }) => [
    `${key.path}${key.className === undefined ? "" : ` (${key.className})`}`,
    ...Array.from(
      key.values(),
      (each) => `${key.path}:${each.name}=${each.type}:${Buffer.from(each.data()).toString()}`,
    ),
  ]);
}
