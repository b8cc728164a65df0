import { expect, test } from "vitest";
import type { CliContext } from "../../src/cli/context.ts";
import { writeBytes } from "../../src/cli/write-bytes.ts";
import { HiveError } from "../../src/index.ts";

const BYTES = Uint8Array.from({ length: 100 }, (_, index) => index);

/** Standard output that answers as it is told: a count of bytes it takes, or an error's code. */
function output(answers: (number | string)[], signal = new AbortController().signal) {
  const written: number[] = [];
  const writeSome = (bytes: Uint8Array): number => {
    const answer = answers.shift() ?? bytes.length;
    if (typeof answer === "string") throw Object.assign(new Error(answer), { code: answer });
    written.push(...bytes.subarray(0, answer));
    return Math.min(answer, bytes.length);
  };
  return { context: { stdout: { writeSome }, signal } as unknown as CliContext, written };
}

test("short writes are continued", async () => {
  const { context, written } = output([1, 10, 0, 50]);
  expect(await writeBytes(context, BYTES)).toBe(true);
  expect(written).toEqual([...BYTES]);
});

test("a full pipe is waited for", async () => {
  const { context, written } = output([5, ...Array.from({ length: 25 }, () => "EAGAIN"), 5, "EAGAIN"]);
  expect(await writeBytes(context, BYTES)).toBe(true);
  expect(written).toEqual([...BYTES]);
});

test.each(["EPIPE", "EOF"])("%s: nobody reads any more", async (code) => {
  expect(await writeBytes(output([5, code]).context, BYTES)).toBe(false);
});

test("other errors are told", async () => {
  const failing = writeBytes(output([5, "ENOSPC"]).context, BYTES);
  await expect(failing).rejects.toMatchObject({ code: "io-error", advice: "Make room on the disk." });
  await expect(failing).rejects.toBeInstanceOf(HiveError);
});

test("Ctrl-C is heard while a full pipe is waited for", async () => {
  const interruption = new AbortController();
  const waiting = writeBytes(
    output(
      Array.from({ length: 1000 }, () => "EAGAIN"),
      interruption.signal,
    ).context,
    BYTES,
  );
  interruption.abort();
  await expect(waiting).rejects.toMatchObject({ code: "interrupted" });
});
