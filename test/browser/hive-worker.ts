// Runs in a browser's worker: the File comes from the page and goes back as what was read of it.
import { blobSource } from "hivex-wasm";
import { readHive } from "./read-hive.ts";

globalThis.onmessage = async ({ data }: MessageEvent<{ file: File; path: string[] }>) => {
  try {
    globalThis.postMessage({ reading: await readHive(blobSource(data.file), data.path) });
  } catch (error) {
    globalThis.postMessage({ failure: String(error) });
  }
};
