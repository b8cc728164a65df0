import { HiveError } from "./hive-error.ts";
import type { PageSource } from "./page-source.ts";

/** What a worker has for reading blobs without waiting; elsewhere there is no such thing. */
interface SynchronousReader {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/**
 * A page source over a `File` or another `Blob`, for the workers of a browser: only they can read one synchronously, so
 * anywhere else this throws `usage`. Nothing is read but the pages that the engine asks for.
 * A file that has been changed since it was chosen cannot be read any more; the browser's own error is thrown then.
 *
 * @example
 * onmessage = ({ data: file }) => {
 *   const hivex = Hivex.open(blobSource(file));
 *   postMessage(hivex.nodeChildren(hivex.root()).map((node) => hivex.nodeName(node)));
 *   hivex.close();
 * };
 */
export function blobSource(blob: Blob): PageSource {
  const Reader = (globalThis as { FileReaderSync?: new () => SynchronousReader }).FileReaderSync;
  if (Reader === undefined) {
    throw new HiveError("usage", "a blob can be read synchronously in a browser's worker only", {
      advice: "Open the hive in a worker, or read it with blob.arrayBuffer() and open the bytes.",
    });
  }
  const reader = new Reader();
  return {
    size: blob.size,
    read(fileOffset, target) {
      const bytes = new Uint8Array(reader.readAsArrayBuffer(blob.slice(fileOffset, fileOffset + target.length)));
      target.set(bytes);
      return bytes.length;
    },
  };
}
