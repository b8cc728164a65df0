import { expect, test } from "vitest";
import { filePageSource } from "../../../wasm/node/file-page-source.ts";
import { ReadCounter, ReadOnlyFile } from "../../../wasm/node/read-only-file.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";

test("gives the bytes of the file, and no more at its end", () => {
  const { fs } = memoryFolder({ "/h": "abcdefgh" });
  const source = filePageSource(ReadOnlyFile.open(fs, "/h", "the hive", new ReadCounter()));
  const target = new Uint8Array(6);
  expect(source.size).toBe(8);
  expect(source.read(0, target)).toBe(6);
  expect(source.read(4, target)).toBe(4);
});

test("a file that became shorter gives an error, not a short page", () => {
  const { fs, volume } = memoryFolder({ "/h": "abcdefgh" });
  const source = filePageSource(ReadOnlyFile.open(fs, "/h", "the hive", new ReadCounter()));
  volume.truncateSync("/h", 5);
  expect(() => source.read(2, new Uint8Array(4))).toThrow(
    expect.objectContaining({ code: "short-read", path: "/h", fileOffset: 2 }),
  );
});
