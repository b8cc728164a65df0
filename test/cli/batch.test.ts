import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { fixture } from "../storage/memory-folder.ts";
import { validateHive } from "../support/hive-validator.ts";
import { type CommandLine, commandLine } from "./command-line.ts";

const names = ["a", "b", "c", "d", "e", "f"];
const pathOf = (name: string): string => `/share/${name}.V6/NTUSER.DAT`;
const share = (files: Record<string, Uint8Array | string> = {}): CommandLine =>
  commandLine({
    ...Object.fromEntries(names.map((name) => [pathOf(name), fixture("outlook-user.dat")])),
    "/out/x": "",
    ...files,
  });
const SET = ["set", "/share", "Software\\Acme", "Level", "--type", "dword", "7"];
const bytesOf = ({ volume }: CommandLine, name: string): Buffer => volume.readFileSync(pathOf(name)) as Buffer;
const linesOf = ({ volume }: CommandLine, path: string): Record<string, never>[] =>
  String(volume.readFileSync(path))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
const isNew = (line: CommandLine, name: string): boolean => bytesOf(line, name).includes("Acme\0");

test("a report tells what was intended and what became of each hive", async () => {
  const line = share({ [pathOf("c")]: "no hive" });
  const old = bytesOf(line, "a");
  const { exit, stderr } = await line.run(...SET, "--report", "/out/r", "--csv", "/out/t.csv", "--hash");
  expect(exit).toBe(3);
  expect(stderr.replace(/ +/g, " ")).toContain("changed 5\nunchanged 0\nrefused 0\nfailed 1\nfailed /share/c.V6/");
  const lines = linesOf(line, "/out/r");
  // Several are at work at once, so only the order of each one's lines is certain.
  const typesOf = (name: string): string =>
    lines.flatMap(({ type, hive }) => (hive === pathOf(name) ? type : [])).join(" ");
  expect(names.map(typesOf)).toEqual(names.map((name) => (name === "c" ? "hive" : "intent hive")));
  expect(lines).toHaveLength(13);
  expect(lines[0]).toMatchObject({ command: SET, hives: 6 });
  const fingerprint = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");
  const [intent, row] = lines.filter(({ hive }) => hive === pathOf("a"));
  expect(row).toMatchObject({
    hive: pathOf("a"),
    role: "user",
    owner: { name: "a" },
    result: "changed",
    before: { isDirty: false },
    plan: { changes: [{ op: "set-value" }] },
    warnings: [expect.stringContaining("logged off everywhere")],
    fingerprint: { before: { file: fingerprint(old) }, after: { file: fingerprint(bytesOf(line, "a")) } },
  });
  expect(intent).toEqual({
    plan: expect.anything(),
    type: "intent",
    hive: pathOf("a"),
    sequence: new DataView(bytesOf(line, "a").buffer, bytesOf(line, "a").byteOffset).getUint32(4, true),
  });
  expect(lines.at(-1)).toMatchObject({ counts: { changed: 5, failed: 1 } });
  const rows = String(line.volume.readFileSync("/out/t.csv")).split("\r\n");
  expect(rows).toHaveLength(8);
  expect(rows[3]).toMatch(/^\/share\/c\.V6\/NTUSER\.DAT,user,c,,failed,not-a-hive,/);
  const again = await line.run(...SET);
  expect(again.stderr).toMatch(/unchanged +5/);
});

test("a dry run writes its report, and nothing else", async () => {
  const line = share();
  const { exit } = await line.run(...SET, "--dry-run", "--report", "/out/r");
  expect(exit).toBe(0);
  expect(names.some((name) => isNew(line, name))).toBe(false);
  expect(linesOf(line, "/out/r").map(({ type, result }) => result ?? type)).toEqual([
    "start",
    ...names.map(() => "would-change"),
    "end",
  ]);
});

test("--fail-fast and --max-failures begin no further hive, and --resume goes on", async () => {
  const line = share({ [pathOf("b")]: "no hive", [pathOf("d")]: "no hive" });
  const { stderr } = await line.run(...SET, "--fail-fast", "--report", "/out/r");
  expect(stderr).toMatch(/not begun \(too many failures\) +4/);
  expect(names.filter((name) => isNew(line, name))).toEqual(["a"]);
  line.volume.writeFileSync(pathOf("b"), fixture("outlook-user.dat"));
  const resumed = await line.run(...SET, "--resume", "/out/r", "--max-failures", "2", "--json");
  expect(JSON.parse(resumed.stdout).summary).toMatchObject({ counts: { changed: 4, failed: 1 }, settled: 1, left: 0 });
  expect(names.filter((name) => isNew(line, name))).toEqual(["a", "b", "c", "e", "f"]);
  const last = await line.run(...SET, "--resume", "/out/r", "--json");
  expect(JSON.parse(last.stdout).hives.map(({ path }: { path: string }) => path)).toEqual([pathOf("d")]);
});

test("Ctrl-C ends it after the hives in flight", async () => {
  const many = Array.from({ length: 20 }, (_, index) => `user${index}`);
  const line = share(Object.fromEntries(many.map((name) => [pathOf(name), fixture("outlook-user.dat")])));
  const all = [...names, ...many];
  const controller = new AbortController();
  const fs = laterSyncing(line, () => {
    // The moment of the first intent's sync, before which nothing of the hive was changed.
    if (String(line.volume.readFileSync("/out/r")).includes('"intent"')) controller.abort();
  });
  const { exit, stderr } = await line.runWith({ fs, signal: controller.signal }, ...SET, "--report", "/out/r");
  expect(exit).toBe(130);
  expect(stderr).toMatch(/not begun \(interrupted\) +\d/);
  const changed = all.filter((name) => isNew(line, name));
  expect(changed).toContain("a");
  expect(changed.length).toBeLessThanOrEqual(8);
  for (const name of all) expect(validateHive(new Uint8Array(bytesOf(line, name)))).toEqual([]);
  const lines = linesOf(line, "/out/r");
  expect(lines.filter(({ type }) => type === "intent").map(({ hive }) => hive)).toEqual(
    expect.arrayContaining(changed.map(pathOf)),
  );
  expect(lines.at(-1)).toMatchObject({ type: "end", stopped: "interrupted", counts: { changed: changed.length } });
  expect((await line.run(...SET, "--resume", "/out/r")).exit).toBe(0);
  expect(all.every((name) => isNew(line, name))).toBe(true);
});

/**
 * A file system whose syncs end when nobody asks for another one, so that whoever can go on without them has done so,
 * on a machine of any speed. `begin` is told of each, and may want to hear of its end.
 */
function laterSyncing(line: CommandLine, begin: (descriptor: number) => unknown = () => undefined): CommandLine["fs"] {
  const begun = (descriptor: number): (() => void) => {
    const end = begin(descriptor);
    return () => {
      line.fs.fsyncSync(descriptor);
      if (typeof end === "function") end();
    };
  };
  const now = (descriptor: number): void => begun(descriptor)();
  const waiting: (() => void)[] = [];
  let idleTurns = 0;
  const turn = (): void => {
    idleTurns += 1;
    if (idleTurns < 20) setImmediate(turn);
    else for (const end of waiting.splice(0)) end();
  };
  const later = (descriptor: number, done: (error: null) => void): void => {
    if (waiting.length === 0) setImmediate(turn);
    idleTurns = 0;
    const end = begun(descriptor);
    waiting.push(() => {
      end();
      done(null);
    });
  };
  return Object.create(line.fs, { fsyncSync: { value: now }, fsync: { value: later } }) as CommandLine["fs"];
}

test("several hives are written at once: their intents share syncs, and none is written before its intent is durable", async () => {
  const many = Array.from({ length: 20 }, (_, index) => `user${index}`);
  const line = share(Object.fromEntries(many.map((name) => [pathOf(name), fixture("outlook-user.dat")])));
  const paths = new Map<number, string>();
  const events: string[] = [];
  let report = "";
  const syncing = laterSyncing(line, (descriptor) => {
    if (paths.get(descriptor) !== "/out/r") return undefined;
    events.push("report");
    const content = String(line.volume.readFileSync("/out/r"));
    return () => {
      report = content; // what was appended meanwhile may have been missed
    };
  });
  const fs = Object.create(syncing, {
    openSync: {
      value(path: string, flags: string | number) {
        const descriptor = line.fs.openSync(path, flags);
        paths.set(descriptor, path);
        return descriptor;
      },
    },
    writeSync: {
      value(...args: Parameters<typeof line.fs.writeSync>) {
        const path = paths.get(args[0]) ?? "";
        if (path.endsWith("NTUSER.DAT")) {
          events.push(path);
          expect(report).toContain(`{"type":"intent","hive":"${path}"`);
        }
        return line.fs.writeSync(...args);
      },
    },
  });
  const { exit, stdout } = await line.runWith({ fs }, ...SET, "--report", "/out/r");
  expect(exit).toBe(0);
  const all = [...names, ...many];
  expect(all.every((name) => isNew(line, name))).toBe(true);
  const told = [...stdout.matchAll(/^\/share\/(.*)\.V6\/NTUSER\.DAT {2}\(/gm)].map(([, name]) => name);
  expect(told).toEqual(all.toSorted());
  expect(events.filter((event) => event === "report").length).toBeLessThan(all.length / 2);
  const turns = events.filter((event, index) => event !== "report" && event !== events[index - 1]).length;
  expect(turns).toBeGreaterThan(all.length);
});

test("a hive that is named twice is worked on twice, one after the other", async () => {
  const line = share();
  const again = "/share/../share/a.V6/NTUSER.DAT";
  const { stdout } = await line.runWith(
    { fs: laterSyncing(line) },
    ...["outlook", "fix-port", pathOf("a"), again, pathOf("b"), "--json"],
  );
  const outcomes = JSON.parse(stdout).hives.map(({ path, outcome }: Record<string, string>) => `${outcome} ${path}`);
  expect(outcomes).toEqual([`written ${pathOf("a")}`, `nothing ${again}`, `written ${pathOf("b")}`]);
});

test("no more hives are at work than may fail", async () => {
  const line = share(Object.fromEntries(names.map((name) => [pathOf(name), "no hive"])));
  const { stderr } = await line.runWith({ fs: laterSyncing(line) }, ...SET, "--max-failures", "2");
  expect(stderr).toMatch(/failed +2\n/);
  expect(stderr).toMatch(/not begun \(too many failures\) +4/);
});

test("what cannot be recorded is not done", async () => {
  const line = share();
  const fs = Object.create(line.fs, {
    writeSync: {
      value: (...args: Parameters<typeof line.fs.writeSync>) => {
        if (Buffer.from(args[1]).includes('"intent"')) throw Object.assign(new Error("full"), { code: "ENOSPC" });
        return line.fs.writeSync(...args);
      },
    },
  });
  const { exit } = await line.runWith({ fs }, ...SET, "--report", "/out/r");
  expect(exit).toBe(5);
  expect(names.some((name) => isNew(line, name))).toBe(false);
  for (const name of names) expect(validateHive(new Uint8Array(bytesOf(line, name)))).toEqual([]);
});

test("a report that cannot go on ends all, and what has been said for scripts is a whole document", async () => {
  const line = share();
  let rows = 0;
  const fs = Object.create(line.fs, {
    writeSync: {
      value: (...args: Parameters<typeof line.fs.writeSync>) => {
        if (Buffer.from(args[1]).includes('"type":"hive"') && ++rows > 2)
          throw Object.assign(new Error("full"), { code: "ENOSPC" });
        return line.fs.writeSync(...args);
      },
    },
  });
  const { exit, stdout } = await line.runWith({ fs }, ...SET, "--report", "/out/r", "--json");
  expect(exit).toBe(5);
  const { hives, error } = JSON.parse(stdout);
  expect(hives.map(({ path }: { path: string }) => path)).toEqual([pathOf("a"), pathOf("b")]);
  expect(error).toMatchObject({ code: "io-error" });
});

test("shards are disjoint and miss nothing", async () => {
  const line = share();
  for (const shard of ["1/4", "2/4", "3/4", "4/4"])
    await line.run(...SET, "--shard", shard, "--report", `/out/${shard[0]}`);
  const done = ["1", "2", "3", "4"].map((part) =>
    linesOf(line, `/out/${part}`).flatMap(({ type, hive }) => (type === "hive" ? [hive] : [])),
  );
  expect(done.map((part) => part.length)).toEqual([2, 2, 1, 1]);
  expect(done.flat().sort()).toEqual(names.map(pathOf));
  expect((await line.run(...SET, "--shard", "5/4")).exit).toBe(2);
});

test("a report of another command is not resumed, nor one that is none", async () => {
  const line = share({ "/out/none": "no report\n" });
  await line.run(...SET, "--report", "/out/r");
  expect(await line.run(...SET.slice(0, -1), "8", "--resume", "/out/r")).toMatchObject({ exit: 2 });
  const { exit, stderr } = await line.run(...SET, "--resume", "/out/none");
  expect({ exit, stderr }).toMatchObject({ exit: 2, stderr: expect.stringContaining("line 1 of the report") });
  expect((await line.run(...SET, "--report", "/out/r")).exit).toBe(4);
});

test("an audit file grows from run to run, and tells when it was changed", async () => {
  const line = share();
  await line.run(...SET, "--audit", "/out/audit");
  await line.run(...SET.slice(0, -1), "8", "--audit", "/out/audit");
  const verdict = await line.run("audit", "verify", "/out/audit", "--json");
  expect(JSON.parse(verdict.stdout)).toMatchObject({ lines: 12 });
  line.volume.writeFileSync("/out/audit", String(line.volume.readFileSync("/out/audit")).replace("changed", "refused"));
  const broken = await line.run("audit", "verify", "/out/audit");
  expect(broken).toMatchObject({ exit: 1, stderr: expect.stringContaining("line 2 of the audit file") });
  expect((await line.run(...SET, "--audit", "/out/audit")).exit).toBe(1);
});
