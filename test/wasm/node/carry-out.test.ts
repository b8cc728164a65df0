import { HiveError } from "hivex-wasm";
import { describe, expect, test } from "vitest";
import { hiveError } from "../../../src/errors.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import type { TappedFileSystem, WritingCall } from "../../storage/tapped-file-system.ts";
import { attempt, HIVE, LOG1, LOG2, run, type Shape } from "./carried-out.ts";
import { committedHive, HIVE_SIZE, NEW, plainHive } from "./hand-made-steps.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("every step in its order, and the journal gone at the end", async () => {
  const { tap, after, warnings } = await attempt();
  expect(tap.lines()).toEqual([
    "open /u/H r+",
    "open /u/H.LOG1 wx+",
    "write /u/H.LOG1",
    "sync /u/H.LOG1",
    "open /u r",
    "sync /u",
    "close /u",
    "write /u/H",
    "sync /u/H",
    "write /u/H",
    "sync /u/H",
    "write /u/H",
    "sync /u/H",
    "close /u/H.LOG1",
    "unlink /u/H.LOG1",
    "open /u r",
    "sync /u",
    "close /u",
    "close /u/H",
  ]);
  expect(warnings).toEqual([]);
  expect(after).toEqual({ [HIVE]: hex(committedHive()) });
});

test("existing logs are opened without emptying them, emptied by name, and stay as empty files", async () => {
  const { tap, after } = await attempt({ journalExists: true, stale: ["LOG1", "LOG2"] });
  expect(tap.lines().slice(0, 7)).toEqual([
    "open /u/H r+",
    "open /u/H.LOG1 r+",
    "truncate /u/H.LOG1",
    "sync /u/H.LOG1",
    "open /u/H.LOG2 r+",
    "truncate /u/H.LOG2",
    "sync /u/H.LOG2",
  ]);
  expect(after).toEqual({ [HIVE]: hex(committedHive()), [LOG1]: "", [LOG2]: "" });
});

test("writes that take a few bytes at a time are continued", async () => {
  const { tap, after } = await attempt({}, ({ operation }) => (operation === "write" ? { takesOnly: 300 } : undefined));
  expect(tap.lines().filter((line) => line === "write /u/H.LOG1")).toHaveLength(4);
  expect(after).toEqual({ [HIVE]: hex(committedHive()) });
});

test("a write that takes nothing is a failure, not an endless loop", async () => {
  const { error, after } = await attempt({}, ({ operation }) => (operation === "write" ? { takesOnly: 0 } : undefined));
  expect(error?.code).toBe("io-error");
  expect(after).toEqual({ [HIVE]: hex(plainHive()) });
});

test("growing the hive is told to the watch before the comparison", async () => {
  const seen: string[] = [];
  const { after } = await attempt({ growth: 4096 }, undefined, {
    noteOwnChange: (size) => seen.push(`grown to ${size}`),
    verifyUnchanged: () => seen.push("compared"),
  });
  expect(seen).toEqual([`grown to ${HIVE_SIZE + 4096}`, "compared"]);
  expect(after[HIVE]).toHaveLength(2 * (HIVE_SIZE + 4096));
});

test("a hive that somebody else has changed is not cut back to its old size", async () => {
  const changed = (): never => {
    throw hiveError("file-changed", "it is another one");
  };
  const { error, after } = await attempt({ growth: 4096 }, undefined, {
    verifyUnchanged: changed,
    isHiveOurs: () => false,
  });
  expect(error?.code).toBe("file-changed");
  expect(after[HIVE]).toHaveLength(2 * (HIVE_SIZE + 4096));
  expect(after[LOG1]).toBeUndefined();
});

/** Every call that a commit makes, up to the closing of files: the index of each, and what it is. */
async function callsOf(shape: Shape): Promise<[number, WritingCall][]> {
  const { tap } = await attempt(shape);
  return [...tap.calls.entries()].filter(([, { operation }]) => operation !== "close");
}

/** Where the hive is first written: from there on a failure is final. */
function pointOfNoReturn(calls: readonly WritingCall[]): number {
  return calls.findIndex(({ operation, path }) => operation === "write" && path === HIVE);
}

describe.each([
  ["a new journal", {}],
  ["an existing journal", { journalExists: true }],
  ["stale logs", { journalExists: true, stale: ["LOG1", "LOG2"] as const }],
])("a failure at every call, with %s", async (_, shape) => {
  const calls = await callsOf(shape);
  const whole = calls.map(([, call]) => call);
  const noReturn = calls[pointOfNoReturn(whole)]?.[0] ?? 0;
  const lastHiveSync =
    calls.filter(([, { operation, path }]) => operation === "sync" && path === HIVE).at(-1)?.[0] ?? 0;
  const cases = calls.flatMap(([index, call]) =>
    ["EIO", "ENOSPC", "EROFS"].map((name) => [`${call.operation} ${call.path} (call ${index})`, name, index] as const),
  );

  test.each(cases.filter(([, , index]) => index < noReturn))("%s fails with %s: untouched", async (_, name, index) => {
    const { tap, after, error } = await attempt(shape, (_, at) => (at === index ? { fails: name } : undefined));
    expect(error?.code).toBe(name === "EROFS" ? "read-only" : "io-error");
    expect(after[HIVE]).toBe(hex(plainHive()));
    const isAlreadyEmptied = (path: string): boolean =>
      tap.calls.slice(0, index).some((call) => call.operation === "truncate" && call.path === path);
    for (const [path, content] of Object.entries(after)) {
      if (path !== HIVE) expect(content).toBe(shapeHasStale(shape) && !isAlreadyEmptied(path) ? hexText("stale") : "");
    }
    expect(LOG1 in after).toBe("journalExists" in shape); // what we created is gone, what was there stays
    expect(tap.calls.filter(({ operation, path }) => operation === "write" && path === HIVE)).toEqual([]);
    expectAllClosed(tap);
  });

  test.each(cases.filter(([, , index]) => index >= noReturn && index <= lastHiveSync))(
    "%s fails with %s: interrupted, and the log stays",
    async (_, name, index) => {
      const { tap, after, error } = await attempt(shape, (_, at) => (at === index ? { fails: name } : undefined));
      expect(error?.code).toBe("commit-interrupted");
      expect(error?.cause).toMatchObject({ code: name === "EROFS" ? "read-only" : "io-error" });
      expect(error?.message).toContain("the whole edit is in H.LOG1");
      expect(error?.advice).toContain("H and H.LOG1 belong together");
      expect(after[LOG1]).toBe(hex(new Uint8Array(1000).fill(NEW.log)));
      // Final: nothing is written, synced, emptied or removed after the failure, least of all the same call again.
      expect(tap.calls.slice(index + 1).filter(({ operation }) => operation !== "close")).toEqual([]);
      expectAllClosed(tap);
    },
  );

  test.each(cases.filter(([, , index]) => index > lastHiveSync))(
    "%s fails with %s: done, with a warning",
    async (_, name, index) => {
      const { tap, after, warnings, error } = await attempt(shape, (_, at) =>
        at === index ? { fails: name } : undefined,
      );
      expect(error).toBeUndefined();
      expect(after[HIVE]).toBe(hex(committedHive()));
      expect(warnings).toEqual([expect.stringMatching(/^the edit is done, but .* failed: /)]);
      expectAllClosed(tap);
    },
  );
});

function shapeHasStale(shape: object): boolean {
  return "stale" in shape;
}

function hexText(text: string): string {
  return Buffer.from(text).toString("hex");
}

function expectAllClosed({ calls }: TappedFileSystem): void {
  const count = (wanted: string): number => calls.filter(({ operation }) => operation === wanted).length;
  expect(count("close")).toBeGreaterThanOrEqual(count("open") - 1); // the one that may itself have failed
}

test.each(["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EPERM", "EISDIR"])(
  "%s from syncing the folder is nobody's business",
  async (name) => {
    const { warnings } = await attempt({}, ({ operation, path }) =>
      operation === "sync" && path === "/u" ? { fails: name } : undefined,
    );
    expect(warnings).toEqual([]);
  },
);

test.each(["EPERM", "EISDIR", "EACCES"])("%s from opening the folder, as on Windows, neither", async (name) => {
  const { warnings, after } = await attempt({}, ({ operation, path }) =>
    operation === "open" && path === "/u" ? { fails: name } : undefined,
  );
  expect(warnings).toEqual([]);
  expect(after).toEqual({ [HIVE]: hex(committedHive()) });
});

test.each(["EPERM", "EINVAL", "ENOTSUP"])("%s from syncing the journal itself is a failure", async (name) => {
  const { error } = await attempt({}, ({ operation, path }) =>
    operation === "sync" && path === LOG1 ? { fails: name } : undefined,
  );
  expect(error).toBeInstanceOf(HiveError);
});

test("a journal that somebody created meanwhile is left alone", async () => {
  const memory = memoryFolder({ [HIVE]: plainHive(), [LOG1]: "theirs" });
  const result = await run(memory.fs, {});
  expect(result).toMatchObject({ error: { code: "io-error" } });
  expect(memory.snapshot()).toEqual({ [HIVE]: hex(plainHive()), [LOG1]: hexText("theirs") });
});

test("a hive that has changed stops the commit before its first byte, and the journal goes", async () => {
  const changed = hiveError("file-changed", "it was changed");
  const { error, after, tap } = await attempt({}, undefined, {
    verifyUnchanged() {
      throw changed;
    },
  });
  expect(error).toBe(changed);
  expect(after).toEqual({ [HIVE]: hex(plainHive()) });
  expect(tap.lines()).not.toContain("write /u/H");
});

test("a hive that was grown in vain gets its size back", async () => {
  const { error, after } = await attempt({ growth: 4096 }, ({ operation, path }) =>
    operation === "sync" && path === LOG1 ? { fails: "EIO" } : undefined,
  );
  expect(error?.code).toBe("io-error");
  expect(after).toEqual({ [HIVE]: hex(plainHive()) });
});

test("a disk that fills up while the hive grows", async () => {
  const { error, after } = await attempt({ growth: 4096 }, ({ operation, path }, index) => {
    if (operation !== "write" || path !== HIVE) return undefined;
    return index < 2 ? { takesOnly: 1000 } : { fails: "ENOSPC" };
  });
  expect(error?.message).toContain("no room left");
  expect(after).toEqual({ [HIVE]: hex(plainHive()) });
});

test("a failure while taking back is told besides the first one", async () => {
  const { error } = await attempt({}, ({ operation, path }) => {
    if (path !== LOG1) return undefined;
    return operation === "sync" || operation === "unlink"
      ? { fails: operation === "sync" ? "EIO" : "EACCES" }
      : undefined;
  });
  expect(error?.message).toMatch(
    /^making durable .* H\.LOG1 failed: .*; besides, removing H\.LOG1 failed: permission denied$/,
  );
  expect(error?.cause).toMatchObject({ errors: [{ code: "io-error" }, { code: "permission-denied" }] });
});

test("one clean-up that fails does not cost another its turn", async () => {
  const { warnings, tap } = await attempt({}, ({ operation, path }) =>
    operation === "unlink" && path === LOG1 ? { fails: "EACCES" } : undefined,
  );
  expect(warnings).toHaveLength(1);
  expect(tap.lines().slice(-4)).toEqual(["open /u r", "sync /u", "close /u", "close /u/H"]);
});

test("a log that can't be emptied is not synced either", async () => {
  const { warnings, tap } = await attempt({ journalExists: true }, ({ operation, path }) =>
    operation === "truncate" && path === LOG1 ? { fails: "EIO" } : undefined,
  );
  expect(warnings).toHaveLength(1);
  expect(tap.lines().slice(-3)).toEqual(["truncate /u/H.LOG1", "close /u/H", "close /u/H.LOG1"]);
});

test("a failure to close what is durable already is a warning", async () => {
  const { warnings, after } = await attempt({}, ({ operation, path }) =>
    operation === "close" && path === HIVE ? { fails: "EIO" } : undefined,
  );
  expect(warnings).toEqual([expect.stringContaining("closing H failed")]);
  expect(after).toEqual({ [HIVE]: hex(committedHive()) });
});
