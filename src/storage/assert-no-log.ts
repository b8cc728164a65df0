import { hiveError } from "../errors.ts";
import { typedPath } from "./typed-path.ts";

/**
 * Refuses a transaction log, told by its name and its type: it completes a dirty hive, and is neither judged nor made into
 * one, as `*` in a shell would have it. Anything else passes, whatever it holds.
 *
 * @throws HiveError `bad-base-block`
 */
export function assertNoLog(start: Uint8Array, path: string): void {
  const hive = path.replace(/\.LOG[12]?$/i, "");
  if (hive === path || start.length < 32) return;
  const type = new DataView(start.buffer, start.byteOffset).getUint32(28, true);
  if (type !== 1 && type !== 2 && type !== 6) return;
  throw hiveError("bad-base-block", "this is no primary hive file", {
    structure: "base block",
    fileOffset: 28,
    expected: "type 0",
    found: `type ${type}, a transaction log`,
    path,
    advice: `This is a transaction log; name the hive that lies beside it: ${typedPath(hive)}`,
  });
}
