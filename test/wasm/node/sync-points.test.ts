import { describe, expect, test } from "vitest";
import { blocking, overlapping, type Syncing, type SyncPoint } from "../../../wasm/node/sync-points.ts";
import { attempt, type Driver, type Shape } from "./carried-out.ts";

const SHAPES: [string, Shape][] = [
  ["a new journal", {}],
  ["an existing journal", { journalExists: true }],
  ["stale logs and growth", { journalExists: true, stale: ["LOG1", "LOG2"], growth: 4096 }],
];

/** All that an attempt comes to. */
async function told(shape: Shape, driver: Driver, failing?: number, waits = false): Promise<object> {
  const announced: SyncPoint = { now: () => undefined, later: async () => undefined };
  const { tap, after, warnings, error } = await attempt(
    shape,
    (_, index) => (index === failing ? { fails: "EIO" } : undefined),
    waits ? { beforeDirty: () => announced } : {},
    driver,
  );
  return { lines: tap.lines(), after, warnings, error: error?.toJSON() };
}

describe.each(SHAPES)("%s: whoever waits at the sync points", (_, shape) => {
  test("the same calls in the same order", async () => {
    const expected = await told(shape, blocking);
    expect(await told(shape, overlapping)).toEqual(expected);
    expect(await told(shape, blocking, undefined, true)).toEqual(expected);
    expect(await told(shape, overlapping, undefined, true)).toEqual(expected);
  });

  test("a failure at any call ends alike", async () => {
    const { lines } = (await told(shape, blocking)) as { lines: string[] };
    expect(lines.length).toBeGreaterThan(12);
    for (const failing of lines.keys())
      expect(await told(shape, overlapping, failing)).toEqual(await told(shape, blocking, failing));
  });
});

test("two works take turns only where they wait", async () => {
  const order: string[] = [];
  function* work(name: string): Syncing<string> {
    for (const step of [1, 2]) {
      order.push(`${name}${step} begins`, `${name}${step} ends`);
      yield { now: () => undefined, later: () => new Promise((resolve) => setImmediate(resolve)) };
    }
    return name;
  }
  expect(await Promise.all([overlapping(work("a")), overlapping(work("b"))])).toEqual(["a", "b"]);
  expect(order).toEqual(["a1", "b1", "a2", "b2"].flatMap((step) => [`${step} begins`, `${step} ends`]));
  expect(blocking(work("c"))).toBe("c");
});

test("what fails at a sync point is thrown where the work stands", async () => {
  const failing: SyncPoint = {
    now() {
      throw new Error("now");
    },
    later: () => Promise.reject(new Error("later")),
  };
  function* work(): Syncing<string> {
    try {
      yield failing;
      return "went on";
    } catch (error) {
      return String(error);
    }
  }
  expect(blocking(work())).toBe("Error: now");
  expect(await overlapping(work())).toBe("Error: later");
});

test("what is announced and cannot be made durable takes everything back", async () => {
  const failing: SyncPoint = {
    now() {
      throw new Error("no room for the intent");
    },
    later: () => Promise.reject(new Error("no room for the intent")),
  };
  for (const driver of [blocking, overlapping]) {
    const { tap, after, error } = await attempt({}, undefined, { beforeDirty: () => failing }, driver);
    expect(error?.message).toContain("no room for the intent");
    expect(Object.keys(after)).toEqual(["/u/H"]);
    expect(tap.lines()).not.toContain("write /u/H");
  }
});
