import { HIVEX_OPEN_UNSAFE, HIVEX_VISIT_SKIP_BAD, Hivex, HivexError, type PageSource } from "hivex-wasm";
import { Find, type Trial } from "./trial.ts";

/** Data is read up to this many bytes, however often the hive offers it. */
const DATA_LIMIT = 32 * 1024 * 1024;
const REFUSALS = new Set(["ENOKEY", "EINVAL", "EFAULT", "ELOOP", "ENOTSUP", "ERANGE", "EILSEQ"]);

/** Walks through the interface of libhivex, once strictly and once passing over what is bad. */
export function visitAsHivex(trial: Trial, source: PageSource): void {
  for (const [open, flags] of [
    [0, 0],
    [HIVEX_OPEN_UNSAFE, HIVEX_VISIT_SKIP_BAD],
  ] as const) {
    trial.attempt("open as Hivex", () => refusable(() => visit(source, open, flags)));
  }
}

function visit(source: PageSource, open: number, flags: number): void {
  using hivex = Hivex.open(source, open);
  let size = 0;
  hivex.visit(
    {
      nodeStart: (node) => hivex.nodeNrChildren(node),
      valueAny: (_node, value, _type, length) => {
        size += length + hivex.valueStructLength(value);
        return size > DATA_LIMIT ? -1 : 0;
      },
    },
    flags,
  );
}

function refusable(action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof HivexError)) throw error;
    if (!REFUSALS.has(error.code)) throw new Find(`as Hivex: ${error.code}: ${error.message}`, { cause: error });
  }
}
