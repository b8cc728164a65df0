import { expect, test } from "vitest";
import { REG } from "../../../fixtures/build/value.ts";
import { openHive } from "../../../src/storage/open-hive.ts";
import { chooseLogFormat, type LogFormatChoice } from "../../../wasm/node/log-format.ts";
import { memoryFolder } from "../../storage/memory-folder.ts";
import { newLog, oldLog } from "../../storage/sample-logs.ts";
import { smallHive, softwareHive, TRANSACTIONS } from "../../storage/small-hive.ts";
import { overlaid, systemFailure } from "../../storage/tapped-file-system.ts";

const HIVE = smallHive();
const PATH = "/mnt/c/Users/erika/NTUSER.DAT";
const SOFTWARE = "/mnt/c/Windows/System32/config/SOFTWARE";
const LOG = (role: string): string => `${PATH}.${role}`;

function choose(files: Record<string, Uint8Array | string>, hive = HIVE): LogFormatChoice {
  const { fs } = memoryFolder({ [PATH]: hive, ...files });
  const opened = openHive(PATH, { fs });
  try {
    return chooseLogFormat(opened);
  } finally {
    opened.close();
  }
}

test.each<[string, Record<string, Uint8Array | string>, "hvle" | "dirt", RegExp]>([
  ["a new log", { [LOG("LOG1")]: newLog(HIVE, 9) }, "hvle", /^NTUSER\.DAT\.LOG1 is of this kind$/],
  ["an old log", { [LOG("LOG1")]: oldLog(HIVE, 9) }, "dirt", /^NTUSER\.DAT\.LOG1 is of this kind$/],
  ["a single old log", { [LOG("LOG")]: oldLog(HIVE, 9) }, "dirt", /DAT\.LOG is/],
  [
    "both kinds, the new one later",
    { [LOG("LOG1")]: oldLog(HIVE, 8), [LOG("LOG2")]: newLog(HIVE, 9) },
    "hvle",
    /both kinds.*LOG2/,
  ],
  [
    "both kinds, the old one later",
    { [LOG("LOG1")]: oldLog(HIVE, 9), [LOG("LOG2")]: newLog(HIVE, 8) },
    "dirt",
    /both kinds.*LOG1/,
  ],
  [
    "both kinds, the old one later beyond the end of numbers",
    { [LOG("LOG1")]: oldLog(HIVE, 2), [LOG("LOG2")]: newLog(HIVE, 0xfffffffe) },
    "dirt",
    /LOG1/,
  ],
  [
    "two new logs and an old one between them",
    { [LOG("LOG1")]: newLog(HIVE, 7), [LOG("LOG2")]: newLog(HIVE, 9), [LOG("LOG")]: oldLog(HIVE, 8) },
    "hvle",
    /LOG2/,
  ],
  ["the SOFTWARE hive of Windows 10", { [SOFTWARE]: softwareHive("6.3") }, "hvle", /SOFTWARE names Windows 6\.3/],
  ["of Windows 8", { [SOFTWARE]: softwareHive("6.2") }, "dirt", /SOFTWARE names Windows 6\.2/],
  ["of Windows XP", { [SOFTWARE]: softwareHive("5.1") }, "dirt", /5\.1/],
  ["of a Windows to come", { [SOFTWARE]: softwareHive("10.0") }, "hvle", /10\.0/],
  ["in other letter cases", { "/mnt/c/WINDOWS/system32/Config/software": softwareHive("6.1") }, "dirt", /6\.1/],
  [
    "a log speaks louder than SOFTWARE",
    { [SOFTWARE]: softwareHive("6.1"), [LOG("LOG2")]: newLog(HIVE, 9) },
    "hvle",
    /LOG2/,
  ],
  [
    "the nearest SOFTWARE counts",
    { [SOFTWARE]: softwareHive("6.3"), "/mnt/c/Users/Windows/System32/config/SOFTWARE": softwareHive("6.1") },
    "dirt",
    /Users\/Windows/,
  ],
])("%s: certain", (_, files, format, reason) => {
  expect(choose(files)).toEqual({ format, reason: expect.stringMatching(reason), certain: true });
});

test.each<[string, Record<string, Uint8Array | string>]>([
  ["nothing", {}],
  ["empty logs", { [LOG("LOG1")]: "", [LOG("LOG2")]: "" }],
  ["logs of rubbish", { [LOG("LOG1")]: "rubbish" }],
  ["a SOFTWARE that is no hive", { [SOFTWARE]: "rubbish" }],
  ["an empty SOFTWARE", { [SOFTWARE]: "" }],
  ["a SOFTWARE without a version", { [SOFTWARE]: smallHive() }],
  ["a SOFTWARE with nonsense for a version", { [SOFTWARE]: softwareHive("six", REG.sz) }],
  ["a SOFTWARE on another path", { "/elsewhere/Windows/System32/config/SOFTWARE": softwareHive("6.1") }],
])("%s tells nothing: the new kind, with a caution", (_, files) => {
  expect(choose(files)).toEqual({
    format: "hvle",
    reason: expect.stringContaining("Windows 8 and older would not finish an interrupted write by themselves"),
    certain: false,
  });
});

test("a note of a reorganisation speaks for the new kind", () => {
  const hive = smallHive({ transactions: { ...TRANSACTIONS, lastReorganized: 133_000_000_000_000_000n } });
  expect(choose({ [SOFTWARE]: softwareHive("6.1") }, hive)).toMatchObject({ format: "hvle", certain: true });
});

test("without the mark of its time, what stands in that field is a remnant and no evidence", () => {
  const hive = smallHive();
  new DataView(hive.buffer).setBigUint64(168, 133_000_000_000_000_000n, true);
  new DataView(hive.buffer).setUint32(508, 0, true); // opened all the same, below
  const { fs } = memoryFolder({ [PATH]: hive });
  expect(chooseLogFormat(openHive(PATH, { fs })).certain).toBe(false);
});

test("a SOFTWARE that may not be read is no evidence, and no failure", () => {
  const { fs } = memoryFolder({ [PATH]: HIVE, [SOFTWARE]: softwareHive("6.1") });
  const forbidding = overlaid(fs, {
    openSync(path, flags) {
      if (path === SOFTWARE) throw systemFailure("EACCES", { operation: "open", path });
      return fs.openSync(path, flags);
    },
  });
  expect(chooseLogFormat(openHive(PATH, { fs: forbidding })).certain).toBe(false);
});

test("what is read of SOFTWARE counts", () => {
  const { fs } = memoryFolder({ [PATH]: HIVE, [SOFTWARE]: softwareHive("6.1") });
  const opened = openHive(PATH, { fs });
  expect(opened.statistics.filesOpened).toBe(1);
  chooseLogFormat(opened);
  expect(opened.statistics.filesOpened).toBe(2);
});
