import { HIVEX_OPEN_UNSAFE, HIVEX_OPEN_WRITE, type Hivex } from "hivex-wasm";
import { hivexOpen } from "hivex-wasm/node";
import type { CliContext } from "../cli/context.ts";

/** How a tool opens hives. */
export interface OpenMode {
  readonly write?: boolean;
  readonly unsafe?: boolean;
}

/** Opens a hive of the context's file system. Throws HivexError. */
export function openedHive({ fs }: CliContext, path: string, { write = false, unsafe = false }: OpenMode): Hivex {
  return hivexOpen(path, (write ? HIVEX_OPEN_WRITE : 0) | (unsafe ? HIVEX_OPEN_UNSAFE : 0), { fs });
}
