import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { expect, test } from "vitest";
import { CommandRun } from "../../src/cli/command-run.ts";
import type { CliContext } from "../../src/cli/context.ts";
import { doErrands, type HiveDone, INTERRUPT } from "../../src/cli/many/errand.ts";

const NO_OUTPUT = { write: () => undefined, writeSome: () => 0, isTTY: false };

/** What a thread says of a hive after these messages; its work warns, draws a bar and reports. */
async function said(terminals: readonly [boolean, boolean], ...messages: unknown[]): Promise<HiveDone> {
  const { port1, port2 } = new MessageChannel();
  const interruption = new AbortController();
  const { signal } = interruption;
  const context = { stdout: NO_OUTPUT, stderr: NO_OUTPUT, env: {}, signal } as unknown as CliContext;
  const errands = { port: port1, terminals, interrupt: () => interruption.abort() };
  void doErrands(new CommandRun(context, {}), errands, (path, _, run) => {
    run.warn(path, "look out");
    run.context.stderr.write("\r[####]");
    return { document: { made: 1n }, text: `${path} done\n`, exit: 1 };
  });
  for (const message of messages) port2.postMessage(message);
  const [message] = await once(port2, "message");
  port1.close();
  return message as HiveDone;
}

test("what a thread has to say comes whole, without bars", async () => {
  expect(await said([false, false], { path: "H" })).toEqual({
    document: { path: "H", made: 1n, warnings: ["look out"] },
    stdout: "H done\n",
    stderr: "warning: H: look out\n",
    exit: 1,
    read: { bytesRead: 0, readCalls: 0, filesOpened: 0 },
  });
});

test("in the colours of the terminal that it will be printed on", async () => {
  expect((await said([false, true], { path: "H" })).stderr).toBe("\x1b[33mwarning:\x1b[39m H: look out\n");
});

test("Ctrl-C reaches the thread, which begins no further hive", async () => {
  const { document, exit } = await said([false, false], INTERRUPT, { path: "H" });
  expect({ document, exit }).toMatchObject({ document: { error: { code: "interrupted" } }, exit: 130 });
});
