import { HIVEX_VISIT_SKIP_BAD, type Hivex, HivexError } from "hivex-wasm";
import type { CliContext } from "../cli/context.ts";
import { stopIfInterrupted } from "../cli/interruption.ts";
import { writeBytes } from "../cli/write-bytes.ts";
import { errnoText } from "../shell/errno-text.ts";
import { openedHive } from "./opened-hive.ts";
import { shortOptions } from "./short-options.ts";

/** `hivexml [-dku] hive`: a whole hive as XML. */
export async function hivexml(words: readonly string[], context: CliContext): Promise<number> {
  const options = shortOptions(words, "dku");
  if (typeof options === "string") {
    context.stderr.write(`hivexml: ${options}\nhivexml [-dk] regfile > output.xml\n`);
    return 1;
  }
  const { flags, operands } = options;
  const [path] = operands;
  if (path === undefined || operands.length > 1) {
    context.stderr.write("hivexml: missing name of input file\n");
    return 1;
  }
  let about = "hivex_open";
  try {
    const hivex = openedHive(context, path, { unsafe: flags.has("u") });
    about = "hivex_visit";
    try {
      await write(context, hivex, flags.has("k"));
    } finally {
      hivex.close();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof HivexError)) throw error;
    context.stderr.write(`${about}: ${path}: ${errnoText(error.code)}\n${error.message}\n`);
    return 1;
  }
}

async function write(context: CliContext, hivex: Hivex, skipsBad: boolean): Promise<void> {
  for (const piece of hivex.xml(skipsBad ? HIVEX_VISIT_SKIP_BAD : 0)) {
    if (!(await writeBytes(context, piece))) return;
    await stopIfInterrupted(context, "the document was complete");
  }
}
