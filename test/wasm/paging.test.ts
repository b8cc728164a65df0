import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Engine } from "hivex-wasm";
import { describe, expect, it } from "vitest";
import { hiveOf, openEngine, refusal } from "./open-engine.ts";
import { type Read, RecordingSource } from "./recording-source.ts";
import { walkHive } from "./walk-hive.ts";

const MIB = 1024 * 1024;

/** A hive with 6 MiB of free bin before its only subkey: every page of it can be asked for by itself. */
const WIDE = hiveOf({ keys: [{ name: "behind", fillerBefore: 6 * MIB }] });
const LAST_PAGE = WIDE.bytes.length / 4096 - 1;

function openWide() {
  const source = new RecordingSource(WIDE.bytes);
  const engine = openEngine(source);
  source.reads.length = 0;
  return { source, engine };
}

/** Asks for the cell at the start of a page of the file: refused, since none is allocated there, but the page has been read. */
function touch(engine: Engine, page: number): void {
  expect(refusal(() => engine.key((page - 1) * 4096 + 64)).code).toBe("cell-not-allocated");
}

const touchAll = (engine: Engine, pages: readonly number[]): void => {
  for (const page of pages) touch(engine, page);
};

const reads = (...list: [page: number, count: number][]): Read[] => list.map(([page, count]) => ({ page, count }));

describe("what is read at a fault", () => {
  it("is the base block alone when a hive is opened", () => {
    const source = new RecordingSource(WIDE.bytes);
    expect(openEngine(source).baseBlock.binsSize).toBe(WIDE.bytes.length - 4096);
    expect(source.reads).toEqual(reads([0, 1]));
  });

  it("is one page when faults are at random places, backwards too", () => {
    const { engine, source } = openWide();
    const pages = [700, 40, 900, 41, 39, 38, 37, 36, 1200];
    touchAll(engine, pages);
    expect(source.reads).toEqual(reads(...pages.map((page): [number, number] => [page, 1])));
  });

  it("is 16 KiB from the third consecutive fault on, doubling up to 1 MiB", () => {
    const { engine, source } = openWide();
    for (let page = 5; page <= 1300; page++) touch(engine, page);
    expect(source.reads).toEqual(
      reads(
        [5, 1],
        [6, 1],
        [7, 4],
        [11, 8],
        [19, 16],
        [35, 32],
        [67, 64],
        [131, 128],
        [259, 256],
        [515, 256],
        [771, 256],
        [1027, 256],
        [1283, 256],
      ),
    );
  });

  it("begins anew with one page after a gap", () => {
    const { engine, source } = openWide();
    touchAll(engine, [5, 6, 7, 11, 1000, 1001, 1002, 19]);
    expect(source.reads).toEqual(reads([5, 1], [6, 1], [7, 4], [11, 8], [1000, 1], [1001, 1], [1002, 4], [19, 1]));
  });

  it("stops before the first page that is there already", () => {
    const { engine, source } = openWide();
    touchAll(engine, [30, 26, 27, 28, 31, 29, 30, 26]);
    expect(source.reads).toEqual(reads([30, 1], [26, 1], [27, 1], [28, 2], [31, 1]));
  });

  it("is all at once where a record needs several pages, and at most 1 MiB at a time", () => {
    const data = new Uint8Array(3 * MIB).fill(0x77);
    const { bytes, records } = hiveOf({ keys: [{ name: "k", values: [{ name: "v", type: 3, data }] }] }, 3);
    const source = new RecordingSource(bytes);
    const engine = openEngine(source);
    const { valueOffset } = records.value("k", "v");
    expect(engine.value(valueOffset).size).toBe(data.length);
    source.reads.length = 0;
    expect(Buffer.compare(engine.valueData(valueOffset), data)).toBe(0);
    expect(Math.max(...source.reads.map(({ count }) => count))).toBe(256);
    expect(source.reads.length).toBeLessThanOrEqual(6);
  });

  it("never reads a page twice, and nothing behind the bins", () => {
    const bytes = new Uint8Array(
      readFileSync(fileURLToPath(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url))),
    );
    const longer = new Uint8Array(bytes.length + 3 * MIB);
    longer.set(bytes);
    for (const mode of ["read", "edit"] as const) {
      const source = new RecordingSource(longer);
      const engine = openEngine(source, { mode });
      const counts = walkHive(engine);
      expect(walkHive(engine)).toEqual(counts);
      const lastPage = engine.baseBlock.binsSize / 4096;
      expect(source.pages.toSorted((left, right) => left - right)).toEqual(
        [...new Set(source.pages)].toSorted((left, right) => left - right),
      );
      expect(Math.max(...source.pages)).toBe(lastPage);
    }
  });

  it("stops at the end of the bins when it reads ahead", () => {
    const bytes = new Uint8Array(WIDE.bytes.length + MIB);
    bytes.set(WIDE.bytes);
    const source = new RecordingSource(bytes);
    const engine = openEngine(source);
    for (let page = 1100; page < LAST_PAGE; page++) touch(engine, page);
    expect(engine.key(WIDE.records.key("behind").nodeOffset).name).toBe("behind");
    expect(Math.max(...source.pages)).toBe(LAST_PAGE);
  });
});

describe("a page source that fails", () => {
  it("by a short read: an error that says where, and the page is read again later", () => {
    for (const shortBy of [1, 4096]) {
      const { engine, source } = openWide();
      source.shortBy = shortBy;
      const found = `${4096 - shortBy} bytes`;
      const error = refusal(() => engine.key(WIDE.records.key("behind").nodeOffset));
      expect(error).toMatchObject({ code: "short-read", fileOffset: LAST_PAGE * 4096, expected: "4096 bytes", found });
      source.shortBy = 0;
      expect(engine.key(WIDE.records.key("behind").nodeOffset).name).toBe("behind");
    }
  });

  it("by a short read while it opens: nothing stays open", () => {
    const source = new RecordingSource(WIDE.bytes.slice(0, 4000), WIDE.bytes.length);
    expect(refusal(() => openEngine(source)).code).toBe("short-read");
  });

  it.each([
    ["an error of its own", new Error("EIO: i/o error, read")],
    ["a RangeError, as Node's own functions throw", new RangeError('The value of "position" is out of range.')],
    ["a TypeError", new TypeError("not a function")],
    ["an error of WebAssembly, from an engine of its own", new WebAssembly.RuntimeError("unreachable")],
    ["something that is no error", "a text"],
    ["nothing", undefined],
  ])("by throwing %s: just that comes out, and a later call works", (_, thrown) => {
    const { engine, source } = openWide();
    source.onRead = () => {
      throw thrown;
    };
    for (let attempt = 0; attempt < 5; attempt++) {
      let caught: unknown = "nothing was thrown";
      try {
        engine.key(WIDE.records.key("behind").nodeOffset);
      } catch (error) {
        caught = error;
      }
      expect(caught).toBe(thrown);
    }
    source.onRead = () => {};
    expect(engine.key(WIDE.records.key("behind").nodeOffset).name).toBe("behind");
    expect(source.reads).toEqual(reads([LAST_PAGE, 1]));
  });

  it("by throwing while it opens: just that comes out", () => {
    const source = new RecordingSource(WIDE.bytes);
    const thrown = new Error("EACCES");
    source.onRead = () => {
      throw thrown;
    };
    expect(() => openEngine(source)).toThrow(thrown);
  });
});
