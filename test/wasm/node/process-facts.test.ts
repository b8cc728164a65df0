import { spawn } from "node:child_process";
import { once } from "node:events";
import { uptime } from "node:os";
import { expect, test } from "vitest";
import { processFactsOf } from "../../../wasm/node/process-facts.ts";

const isLinux = process.platform === "linux";

test("our own process is there, since when it says itself", () => {
  const facts = processFactsOf(process);
  expect(facts.pid).toBe(process.pid);
  expect(facts.host).not.toBe("");
  expect(facts.startOf(process.pid)).toBe(facts.processStart);
  expect(facts.isThisBoot(facts.boot)).toBe(true);
  expect(facts.isThisBoot("some other boot")).toBe(false);
  expect(Date.parse(facts.now())).toBeGreaterThan(0);
});

test("a process is there while it runs, and gone when it has ended", async () => {
  const facts = processFactsOf(process);
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(child, "spawn");
  const start = facts.startOf(child.pid as number);
  expect(start).toBeDefined();
  if (isLinux) expect(Number(start)).toBeGreaterThanOrEqual(Number(facts.processStart));
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(facts.startOf(child.pid as number)).toBeUndefined();
});

test.runIf(isLinux)("on Linux start, boot and namespace are the kernel's own", () => {
  const facts = processFactsOf(process);
  expect(facts.processStart).toMatch(/^\d+$/);
  expect(facts.boot).toMatch(/^[0-9a-f]{8}-/);
  expect(facts.pidNamespace).toMatch(/^pid:\d+$/);
});

test.each([
  ["EPERM", "unknown"], // there, but another user's
  ["ESRCH", undefined],
])("a process that answers %s", (code, start) => {
  const kill = (): never => {
    throw Object.assign(new Error(code), { code });
  };
  // A number beyond all that a system gives out, so that /proc has nothing to say about it.
  expect(processFactsOf({ pid: 0x7ffffffe, kill }).startOf(0x7ffffffe)).toBe(start);
});

test.each([
  [0, true],
  [30, true], // clocks are set now and then
  [86_400, false],
])("a boot known by its time alone, %d seconds away, is this one: %s", (seconds, same) => {
  const began = Math.round(Date.now() / 1000 - uptime());
  expect(processFactsOf(process).isThisBoot(`since ${began + seconds}`)).toBe(same);
});
