import { expect, test } from "vitest";
import { assertIdentity, freshIdentity } from "../../../wasm/node/hive-identity.ts";
import { ReadCounter } from "../../../wasm/node/read-only-file.ts";
import { fixture, memoryFolder } from "../../storage/memory-folder.ts";

const PATH = "/u/NTUSER.DAT";

function noted(): { check: () => void; volume: ReturnType<typeof memoryFolder>["volume"] } {
  const { fs, volume } = memoryFolder({ [PATH]: fixture("no-profiles.dat") });
  volume.utimesSync(PATH, 1, 1_000_000_000);
  const identity = freshIdentity(fs, PATH, new ReadCounter());
  return { check: () => assertIdentity(fs, PATH, identity, new ReadCounter()), volume };
}

test("an untouched hive is the same", () => {
  expect(noted().check).not.toThrow();
});

test("another access time makes no difference", () => {
  const { check, volume } = noted();
  volume.utimesSync(PATH, 2_000_000_000, 1_000_000_000);
  expect(check).not.toThrow();
});

test.each<[string, (volume: ReturnType<typeof memoryFolder>["volume"]) => void, RegExp]>([
  ["a new time of modification", (volume) => volume.utimesSync(PATH, 1, 1_000_000_001), /modification time/],
  ["another size", (volume) => volume.truncateSync(PATH, 4096), /bytes/],
  [
    "another file under the same name",
    (volume) => {
      const bytes = volume.readFileSync(PATH);
      volume.unlinkSync(PATH);
      volume.writeFileSync("/other", "x"); // keeps the file system from giving out the old number again
      volume.writeFileSync(PATH, bytes);
      volume.utimesSync(PATH, 1, 1_000_000_000);
    },
    /another file/,
  ],
  [
    "another base block with the same time",
    (volume) => {
      const descriptor = volume.openSync(PATH, "r+");
      volume.writeSync(descriptor, Buffer.from([9]), 0, 1, 4);
      volume.closeSync(descriptor);
      volume.utimesSync(PATH, 1, 1_000_000_000);
    },
    /base block/,
  ],
  ["another name of the same file", (volume) => volume.linkSync(PATH, "/other"), /another name/],
])("%s is a change", (_, change, words) => {
  const { check, volume } = noted();
  change(volume);
  expect(check).toThrow(expect.objectContaining({ code: "file-changed", message: expect.stringMatching(words) }));
});

test("a hive that is gone is told as such", () => {
  const { check, volume } = noted();
  volume.unlinkSync(PATH);
  expect(check).toThrow(expect.objectContaining({ code: "file-not-found" }));
});
