/** UTF-16 units that are written at once. */
const ENOUGH = 64 * 1024;

/** Texts one after the other as UTF-8, in pieces of some size. */
export function* textPieces(texts: Iterable<string>): Generator<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  let waiting = "";
  for (const text of texts) {
    waiting += text;
    if (waiting.length < ENOUGH) continue;
    yield encoder.encode(waiting);
    waiting = "";
  }
  if (waiting !== "") yield encoder.encode(waiting);
}
