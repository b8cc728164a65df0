import { execFileSync } from "node:child_process";
import { HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import { nodeFileSystem } from "../../../wasm/node/file-system.ts";
import { ReadCounter, ReadOnlyFile } from "../../../wasm/node/read-only-file.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { overlaid, systemFailure } from "../../storage/tapped-file-system.ts";
import { TemporaryFolder } from "../../support/temporary-folder.ts";

const open = (fs = memoryFolder({ "/h": "abcdefgh" }).fs, path = "/h", counter = new ReadCounter()): ReadOnlyFile =>
  ReadOnlyFile.open(fs, path, "the hive", counter);

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof HiveError ? error.code : `not a HiveError: ${String(error)}`;
  }
  return "nothing thrown";
}

test("reads from the middle and counts what it read", () => {
  const counter = new ReadCounter();
  const file = open(undefined, undefined, counter);
  const target = new Uint8Array(3);
  expect(file.read(2, target)).toBe(3);
  expect(Buffer.from(target).toString()).toBe("cde");
  expect({ ...counter }).toEqual({ bytesRead: 3, readCalls: 1, filesOpened: 1 });
});

test("goes on after a read that gave only a part, and stops at the end of the file", () => {
  const { fs } = memoryFolder({ "/h": "abcdefgh" });
  const counter = new ReadCounter();
  const stingy = overlaid(fs, {
    readSync: (descriptor, target, offset, length, at) =>
      fs.readSync(descriptor, target, offset, Math.min(length, 2), at),
  });
  const target = new Uint8Array(10);
  expect(open(stingy, "/h", counter).read(1, target)).toBe(7);
  expect(Buffer.from(target.subarray(0, 7)).toString()).toBe("bcdefgh");
  expect(counter.bytesRead).toBe(7);
  expect(counter.readCalls).toBe(5); // 2, 2, 2, 1, and the end
});

test("asks for the access time to be left alone, and does without where that is refused", () => {
  const { fs } = memoryFolder({ "/h": "abcdefgh" });
  const flags: (string | number)[] = [];
  const refusing = overlaid(fs, {
    openSync(path, flag) {
      flags.push(flag);
      if (flag !== "r") throw systemFailure("EPERM", { operation: "open", path });
      return fs.openSync(path, flag);
    },
  });
  expect(open(refusing).read(0, new Uint8Array(2))).toBe(2);
  const { O_RDONLY, O_NOATIME = 0, O_NONBLOCK = 0 } = fs.constants;
  expect(flags).toEqual([O_RDONLY | O_NOATIME | O_NONBLOCK, "r"]);
});

test("opens plainly where the system knows no such flag", () => {
  const { fs } = memoryFolder({ "/h": "abcdefgh" });
  const flags: (string | number)[] = [];
  const windows = overlaid(fs, {
    constants: { O_RDONLY: 0, W_OK: 2 },
    openSync(path, flag) {
      flags.push(flag);
      return fs.openSync(path, flag);
    },
  });
  open(windows);
  expect(flags).toEqual(["r"]);
});

test.each([
  ["EACCES", "permission-denied"],
  ["EBUSY", "in-use"],
  ["EIO", "io-error"],
])("%s at opening becomes %s", (name, code) => {
  const { fs } = memoryFolder({ "/h": "abcdefgh" });
  const failing = overlaid(fs, {
    openSync(path) {
      throw systemFailure(name, { operation: "open", path });
    },
  });
  expect(codeOf(() => open(failing))).toBe(code);
});

test("a failing read is told with its place, and the file is still closed", () => {
  const { fs } = memoryFolder({ "/h": "abcdefgh" });
  const closed: number[] = [];
  const failing = overlaid(fs, {
    readSync() {
      throw systemFailure("EIO", { operation: "read", path: "/h" });
    },
    closeSync(descriptor) {
      closed.push(descriptor);
      fs.closeSync(descriptor);
    },
  });
  const file = open(failing);
  expect(() => file.read(0x1000, new Uint8Array(4))).toThrow(
    /reading at file offset 0x1000 failed: .*input\/output error/,
  );
  file.close();
  file.close();
  expect(closed).toHaveLength(1);
  expect(() => file.read(0, new Uint8Array(1))).toThrow(TypeError);
});

test("a folder is no file", () => {
  expect(codeOf(() => open(memoryFolder({ "/folder": null }).fs, "/folder"))).toBe("not-a-file");
});

test.skipIf(process.platform === "win32")("a pipe is refused without waiting for a writer", () => {
  using folder = new TemporaryFolder();
  const path = folder.file("pipe");
  execFileSync("mkfifo", [path]);
  expect(codeOf(() => open(nodeFileSystem, path))).toBe("not-a-file");
});
