import type { LogFormat } from "hivex-wasm";
import type { AttributeTools, EditPermissions } from "hivex-wasm/node";

/** Where and how an edit is written. Without any of these: in place, through the hive's own transaction log. */
export interface WriteOptions extends EditPermissions {
  /** A new file for the edited hive; the hive itself, its logs and its guard are not touched. */
  readonly output?: string;
  /** A new file in the hive's place, for edits that are too large for a log. Only where it can be given all that the old one has. */
  readonly replace?: boolean;
  /** Copies hive and logs to files beside them before anything else is written. */
  readonly backup?: boolean;
  /** The kind of log, whatever the evidence says. */
  readonly logFormat?: LogFormat;
  /** Lists and sets extended attributes; without it the programs `getfattr` and `setfattr` do. */
  readonly attributeTools?: AttributeTools;
}
