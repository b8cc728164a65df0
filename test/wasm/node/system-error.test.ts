import { HiveError } from "hivex-wasm";
import { expect, test } from "vitest";
import { systemError } from "../../../wasm/node/system-error.ts";
import { systemFailure } from "../../storage/tapped-file-system.ts";

test.each([
  ["ENOENT", "file-not-found"],
  ["ENOTDIR", "file-not-found"],
  ["ELOOP", "file-not-found"],
  ["ENAMETOOLONG", "file-not-found"],
  ["EISDIR", "not-a-file"],
  ["EACCES", "permission-denied"],
  ["EPERM", "permission-denied"],
  ["EROFS", "read-only"],
  ["EBUSY", "in-use"],
  ["ENOSPC", "io-error"],
  ["EDQUOT", "io-error"],
  ["EIO", "io-error"],
  ["ESTALE", "io-error"],
])("%s becomes %s, in words, with the path and the cause", (name, code) => {
  const cause = systemFailure(name, { operation: "write", path: "/h" });
  const error = systemError(cause, "/h", "writing the hive");
  expect(error).toBeInstanceOf(HiveError);
  expect(error.code).toBe(code);
  expect(error.path).toBe("/h");
  expect(error.cause).toBe(cause);
  expect(error.message).toMatch(/^writing the hive failed: /);
  expect(error.advice).not.toBe("");
});

test("a name that nobody knows is at least told", () => {
  const error = systemError(systemFailure("EWHATEVER", { operation: "open", path: "/h" }), "/h", "opening the hive");
  expect(error.message).toBe("opening the hive failed: the system reports EWHATEVER");
});

test("a HiveError passes through", () => {
  const known = new HiveError("short-read", "it is too short");
  expect(systemError(known, "/h", "reading")).toBe(known);
});

test("what is no failure of the system is a fault of our own", () => {
  expect(systemError(new TypeError("x is not a function"), "/h", "reading").code).toBe("engine-bug");
});

test("ENOSPC tells to free space, not to check the disk", () => {
  const error = systemError(systemFailure("ENOSPC", { operation: "write", path: "/h" }), "/h", "writing");
  expect(error.advice).toMatch(/free some space/i);
});
