import fc from "fast-check";
import { bytesSource, type Engine } from "hivex-wasm";
import { expect, it } from "vitest";
import { ADMINISTRATORS, SYSTEM, securityDescriptor, USER } from "../../../fixtures/build/security.ts";
import { readHive, securityAt, walkKeys } from "../../support/reference-reader.ts";
import { hiveOf, openEngine } from "../open-engine.ts";
import { soundBytes } from "./edited-hive.ts";

const SIDS = [USER, ADMINISTRATORS, SYSTEM];
const RUNS = process.env.HIVETOOL_FULL === "1" ? 300 : 30;
/** Ten descriptors of sizes that differ. */
const POOL = Array.from({ length: 10 }, (_, index) =>
  securityDescriptor(
    ...Array.from({ length: 1 + (index % 4) }, (_, entry): [Uint8Array, number] => [
      SIDS[(index + entry) % 3] as Uint8Array,
      index,
    ]),
  ),
);
const KEYS = 40;

/** A tree of 40 keys: the parent of each is one before it. */
const trees = fc.array(fc.tuple(fc.nat(), fc.nat(POOL.length - 1)), { minLength: KEYS - 1, maxLength: KEYS - 1 });
const steps = fc.array(
  fc.oneof(
    fc.record({ verb: fc.constant("set" as const), key: fc.nat(KEYS - 1), descriptor: fc.nat(POOL.length - 1) }),
    fc.record({
      verb: fc.constantFrom("change" as const, "fail" as const),
      key: fc.nat(KEYS - 1),
      // What each descriptor of the pool becomes; itself, and it stays.
      becomes: fc.array(fc.nat(POOL.length - 1), { minLength: POOL.length, maxLength: POOL.length }),
    }),
    fc.record({ verb: fc.constant("undo" as const) }),
  ),
  { maxLength: 12 },
);

interface Node {
  readonly name: string;
  readonly parent: number;
  descriptor: number;
}

function treeOf(drawn: readonly [number, number][]): Node[] {
  const nodes: Node[] = [{ name: "ROOT", parent: -1, descriptor: 0 }];
  for (const [parent, descriptor] of drawn) {
    nodes.push({ name: `k${nodes.length}`, parent: parent % nodes.length, descriptor });
  }
  return nodes;
}

function hiveWith(nodes: readonly Node[]): Uint8Array {
  interface Described {
    name: string;
    security: Uint8Array;
    keys: Described[];
  }
  const described = nodes.map(
    ({ name, descriptor }): Described => ({ name, security: POOL[descriptor] as Uint8Array, keys: [] }),
  );
  for (const [index, { parent }] of nodes.entries()) described[parent]?.keys.push(described[index] as Described);
  return hiveOf(described[0] as Described, 3).bytes;
}

function isBelow(nodes: readonly Node[], index: number, ancestor: number): boolean {
  return index === ancestor || (index > 0 && isBelow(nodes, nodes[index]?.parent ?? 0, ancestor));
}

function handles(engine: Engine, nodes: readonly Node[]): number[] {
  const offsets = [engine.baseBlock.rootOffset];
  for (const { name, parent } of nodes.slice(1))
    offsets.push(engine.findSubkey(offsets[parent] as number, name) as number);
  return offsets;
}

/** Which descriptor of the pool each key has, by the key's name. */
function found(bytes: Uint8Array): Map<string, number> {
  return new Map(
    [...walkKeys(readHive(bytes).root)].map(({ name, node }) => {
      const cell = securityAt(bytes, node.number("security"));
      const start = cell.at("descriptorSize") + 4;
      const descriptor = Buffer.from(bytes.subarray(start, start + cell.number("descriptorSize")));
      return [name, POOL.findIndex((each) => descriptor.equals(each))] as const;
    }),
  );
}

it("any sequence of edits leaves what a plain tree holds, in one sound ring that counts right", () => {
  fc.assert(
    fc.property(trees, steps, (drawn, todo) => {
      const nodes = treeOf(drawn);
      const engine = openEngine(hiveWith(nodes), { mode: "edit" });
      const offsets = handles(engine, nodes);
      const states: number[][] = [];
      for (const step of todo) {
        const before = nodes.map(({ descriptor }) => descriptor);
        if (step.verb === "undo") {
          const state = states.pop();
          expect(engine.editing.undo()).toBe(state !== undefined);
          state?.forEach((descriptor, index) => {
            (nodes[index] as Node).descriptor = descriptor;
          });
          continue;
        }
        const offset = offsets[step.key] as number;
        if (step.verb === "set") {
          engine.editing.setSecurity(offset, POOL[step.descriptor] as Uint8Array);
          (nodes[step.key] as Node).descriptor = step.descriptor;
        } else {
          // A change of changes: what becomes equal to a descriptor that changes itself must not be taken for it.
          const becomes = (descriptor: Uint8Array): Uint8Array | undefined => {
            const index = POOL.findIndex((each) => Buffer.from(each).equals(descriptor));
            return POOL[step.becomes[index] ?? -1];
          };
          let asked = 0;
          const change =
            step.verb === "change"
              ? becomes
              : (descriptor: Uint8Array) => {
                  if (++asked === 2) throw new RangeError("enough");
                  return becomes(descriptor);
                };
          let hasFailed = false;
          try {
            engine.editing.changeSecurity(offset, change);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
            hasFailed = true;
          }
          if (hasFailed) continue;
          for (const [index, node] of nodes.entries()) {
            if (isBelow(nodes, index, step.key)) node.descriptor = step.becomes[node.descriptor] as number;
          }
        }
        states.push(before);
      }
      const bytes = soundBytes(engine);
      expect(found(bytes)).toEqual(new Map(nodes.map(({ name, descriptor }) => [name, descriptor])));
    }),
    { numRuns: RUNS },
  );
});

it("a page that cannot be read at any moment leaves the hive as it was, and the next try goes through", () => {
  const nodes = treeOf(Array.from({ length: KEYS - 1 }, (_, index) => [index * 7, index % POOL.length]));
  const filler = { name: "filler", values: [{ name: "v", type: 3, data: new Uint8Array(9000) }] };
  const whole = hiveOf(
    {
      keys: nodes
        .slice(1)
        .map(({ name, descriptor }) => ({ name, security: POOL[descriptor] as Uint8Array, keys: [filler] })),
    },
    3,
  ).bytes;
  for (let failing = 1; ; failing++) {
    const source = bytesSource(whole);
    let reads = 0;
    let isArmed = false;
    const engine = openEngine(
      {
        size: source.size,
        read: (position, target) => {
          if (isArmed && ++reads === failing) throw new RangeError("unreadable");
          return source.read(position, target);
        },
      },
      { mode: "edit" },
    );
    isArmed = true;
    let hasFailed = false;
    try {
      engine.editing.changeSecurity(engine.baseBlock.rootOffset, () => POOL[3]);
    } catch {
      hasFailed = true;
      expect(engine.isChanged).toBe(false);
      expect(Buffer.from(engine.toBytes()).equals(whole)).toBe(true);
      engine.editing.changeSecurity(engine.baseBlock.rootOffset, () => POOL[3]);
    }
    isArmed = false;
    expect(new Set(found(soundBytes(engine)).values())).toEqual(new Set([3]));
    if (hasFailed) continue;
    expect(failing).toBeGreaterThan(5);
    break;
  }
});
