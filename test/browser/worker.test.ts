import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { blobSource, bytesSource, HiveError, Hivex } from "hivex-wasm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cachedHive } from "../../bench/generate/hive.ts";
import { BrowserPage, chromiumPath } from "./chromium.ts";
import { type Reading, readHive } from "./read-hive.ts";

const FIXTURE = fileURLToPath(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url));
const LARGE_SIZE = 20_000_000;
/** Of the least that a look-up in a hive of any size may take. */
const LOOK_UP_BYTES = 96 * 1024;

if (chromiumPath === undefined) console.warn("SKIPPED, chromium is not installed: hives in a browser's worker");

describe.skipIf(chromiumPath === undefined)("a File in a browser's worker", () => {
  let browser: BrowserPage;
  beforeAll(async () => {
    browser = await BrowserPage.open(chromiumPath ?? "");
  }, 60_000);
  afterAll(() => browser?.[Symbol.asyncDispose]());

  it("is read and edited as in Node", () => comesToTheSame(browser, FIXTURE));

  it(
    "of 20 MB is, too, and a look-up reads a few pages",
    () => comesToTheSame(browser, cachedHive(LARGE_SIZE).path),
    120_000,
  );

  it("cannot be read on the page itself", async () => {
    await browser.page.setInputFiles("input", FIXTURE);
    expect(await browser.page.evaluate(() => "FileReaderSync" in globalThis)).toBe(false);
  });
});

it("a blob source anywhere but in a worker says where it belongs", () => {
  expect(() => blobSource(new Blob([]))).toThrow(expect.objectContaining({ name: HiveError.name, code: "usage" }));
});

async function comesToTheSame(browser: BrowserPage, hive: string): Promise<void> {
  const bytes = readFileSync(hive);
  const path = deepPath(bytes);
  const inNode = await readHive(bytesSource(bytes), path);
  const inBrowser = await readInWorker(browser, hive, path);
  expect(inBrowser).toEqual(inNode);
  expect(inBrowser.edited.size).toBeGreaterThan(bytes.length - 1);
  expect(inBrowser.visited).toBeGreaterThanOrEqual(path.length);
  expect(inBrowser.lookUpBytes).toBeLessThanOrEqual(LOOK_UP_BYTES);
  expect(inBrowser.exports.jsonl?.size).toBeGreaterThan(inBrowser.visited);
}

/** Hands the file to a page's worker as a person would, and waits for what the worker read. */
async function readInWorker({ page }: BrowserPage, hive: string, path: readonly string[]): Promise<Reading> {
  await page.setInputFiles("input", hive);
  const answer = await page.evaluate(
    (names) =>
      new Promise<{ reading?: Reading; failure?: string }>((resolve) => {
        const worker = new Worker("/hive-worker.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve({ failure: message });
        worker.postMessage({ file: document.querySelector("input")?.files?.[0], path: names });
      }),
    path,
  );
  if (answer.reading === undefined) throw new Error(answer.failure);
  return answer.reading;
}

/** The names that lead down by each key's last child, at most eight levels. */
function deepPath(bytes: Uint8Array): string[] {
  using hivex = Hivex.open(bytes);
  const names: string[] = [];
  for (let node = hivex.nodeChildren(hivex.root()).at(-1); node !== undefined && names.length < 8; ) {
    names.push(hivex.nodeName(node));
    node = hivex.nodeChildren(node).at(-1);
  }
  return names;
}
