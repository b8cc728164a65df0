import type { CliContext } from "./context.ts";
import { interruptibly } from "./interruption.ts";
import { writeBytes } from "./write-bytes.ts";

const ENOUGH = 65_536; // characters that are gathered before they are written

/**
 * Writes texts to stdout as they come, so that a long listing is never one long text; waits for a slow reader.
 * Stops asking for more when nobody reads any more, and after Ctrl-C.
 */
export async function writePieces(context: CliContext, pieces: Iterable<string>): Promise<void> {
  const encoder = new TextEncoder();
  let gathered = "";
  for await (const piece of interruptibly(context, pieces, "all was written")) {
    gathered += piece;
    if (gathered.length < ENOUGH) continue;
    if (!(await writeBytes(context, encoder.encode(gathered)))) return;
    gathered = "";
  }
  await writeBytes(context, encoder.encode(gathered));
}
