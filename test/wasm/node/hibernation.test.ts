import { expect, test } from "vitest";
import { hibernationObstacle } from "../../../wasm/node/hibernation.ts";
import { ReadCounter } from "../../../wasm/node/read-only-file.ts";
import { Surroundings } from "../../../wasm/node/surroundings.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { overlaid, systemFailure } from "../../storage/tapped-file-system.ts";

const HIVE = "/mnt/Users/alice/NTUSER.DAT";

const look = (fs: ReturnType<typeof memoryFolder>["fs"]): string | undefined =>
  hibernationObstacle({ fs, realPath: HIVE, surroundings: new Surroundings(fs), counter: new ReadCounter() })?.code;

test.each<[string, Record<string, string>, string | undefined]>([
  ["there is none", {}, undefined],
  ["it is hibernated", { "/mnt/hiberfil.sys": "hibr and more" }, "hibernated"],
  ["in capitals", { "/mnt/HIBERFIL.SYS": "HIBR" }, "hibernated"],
  ["in the hive's own folder", { "/mnt/Users/alice/Hiberfil.sys": "hibr" }, "hibernated"],
  ["Windows has woken up", { "/mnt/hiberfil.sys": "wake" }, undefined],
  ["zeros", { "/mnt/hiberfil.sys": "\0\0\0\0" }, undefined],
  ["three letters only", { "/mnt/hiberfil.sys": "hib" }, undefined],
  ["empty", { "/mnt/hiberfil.sys": "" }, undefined],
  ["one of two spellings is", { "/mnt/hiberfil.sys": "wake", "/mnt/Hiberfil.sys": "hibr" }, "hibernated"],
  ["beside the path, not on it", { "/mnt/Users/bob/hiberfil.sys": "hibr" }, undefined],
])("hiberfil.sys: %s", (_, files, code) => {
  expect(look(memoryFolder({ [HIVE]: "", ...files }).fs)).toBe(code);
});

test("a folder of that name does no harm", () => {
  expect(look(memoryFolder({ [HIVE]: "", "/mnt/hiberfil.sys": null }).fs)).toBeUndefined();
});

test("beyond the mount point nothing counts", () => {
  const { fs } = memoryFolder({ [HIVE]: "", "/hiberfil.sys": "hibr" });
  const mounted = overlaid(fs, {
    statSync: (path, options) =>
      overlaidDevice(fs.statSync(path, options), path === "/mnt" || path.startsWith("/mnt/") ? 7n : 1n),
  });
  expect(look(fs)).toBe("hibernated");
  expect(look(mounted)).toBeUndefined();
});

test.each([
  ["EBUSY", undefined], // the running Windows holds its own
  ["EPERM", undefined],
  ["EACCES", "hibernated"],
  ["EIO", "hibernated"],
])("one that cannot be opened for %s: %s", (name, code) => {
  const { fs } = memoryFolder({ [HIVE]: "", "/mnt/hiberfil.sys": "wake" });
  const failing = overlaid(fs, {
    openSync(path) {
      throw systemFailure(name, { operation: "open", path });
    },
  });
  expect(look(failing)).toBe(code);
});

test("it is found by its name where the folder may not be listed", () => {
  const { fs } = memoryFolder({ [HIVE]: "", "/mnt/hiberfil.sys": "hibr" });
  const unlisted = overlaid(fs, {
    readdirSync(path) {
      throw systemFailure("EACCES", { operation: "readdir", path });
    },
  });
  expect(look(unlisted)).toBe("hibernated");
});

function overlaidDevice<Status extends object>(status: Status, dev: bigint): Status {
  return Object.assign(Object.create(status) as Status, { dev });
}
