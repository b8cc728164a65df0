import { expect, test } from "vitest";
import { writeNewFile } from "../../../wasm/node/write-new-file.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { tapped } from "../../storage/tapped-file-system.ts";

const PATH = "/out/user.reg";
const OTHERS = { "/out/other": "stays" };

async function two(append: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  await append(Buffer.from("one "));
  await append(Buffer.from("two"));
}

test("until the file is complete its name leads to nothing of it", async () => {
  const { fs, volume } = memoryFolder(OTHERS);
  const read = (path: string): string => String(volume.readFileSync(path));
  const size = await writeNewFile(fs, PATH, async (append) => {
    await two(append);
    expect([read(PATH), read(`${PATH}.partial`)]).toEqual(["", "one two"]);
  });
  expect(size).toBe(7);
  expect(volume.toJSON()).toEqual({ ...OTHERS, [PATH]: "one two" });
});

test.each([PATH, `${PATH}.partial`])("%s is never overwritten", async (taken) => {
  const { fs, volume } = memoryFolder({ ...OTHERS, [taken]: "precious" });
  await expect(writeNewFile(fs, PATH, two)).rejects.toMatchObject({ code: "file-exists" });
  expect(volume.toJSON()).toEqual({ ...OTHERS, [taken]: "precious" });
});

test("whatever fails, nothing is left", async () => {
  const probe = tapped(memoryFolder(OTHERS).fs);
  await writeNewFile(probe.fs, PATH, two);
  const operations = probe.calls.map(({ operation }) => operation);
  expect(operations).toEqual(["open", "close", "open", "write", "write", "close", "rename"]);
  for (const index of operations.keys()) {
    const { fs, volume } = memoryFolder(OTHERS);
    const { fs: failing } = tapped(fs, (_, at) => (at === index ? { fails: "ENOSPC" } : undefined));
    await expect(writeNewFile(failing, PATH, two), operations[index]).rejects.toMatchObject({ code: "io-error" });
    expect(volume.toJSON(), operations[index]).toEqual(OTHERS);
  }
  const { fs, volume } = memoryFolder(OTHERS);
  const failure = new Error("a fault of the writer");
  await expect(writeNewFile(fs, PATH, () => Promise.reject(failure))).rejects.toBe(failure);
  expect(volume.toJSON()).toEqual(OTHERS);
});
