import { displaySafe } from "../../index.ts";
import type { CliContext, Output } from "../context.ts";
import type { HiveTarget } from "../many/hive-targets.ts";
import type { Colours } from "./colours.ts";

/** A context whose stdout says first which hive it is about, as soon as there is something to say; `before` goes ahead. */
export function headedBlock(
  context: CliContext,
  target: HiveTarget,
  colours: Colours,
  before: () => string,
): CliContext {
  const { stdout } = context;
  let head: Uint8Array | undefined;
  const rest = (): Uint8Array => {
    head ??= new TextEncoder().encode(`${before()}${headText(target, colours)}\n`);
    return head;
  };
  const headed: Output = {
    write(text) {
      if (text === "") return;
      stdout.write(new TextDecoder().decode(rest()) + text);
      head = new Uint8Array();
    },
    writeSome(bytes) {
      // A pipe without room throws; whoever comes again finds what is left.
      while (bytes.length > 0 && rest().length > 0) head = rest().subarray(stdout.writeSome(rest()));
      return stdout.writeSome(bytes);
    },
    get isTTY() {
      return stdout.isTTY;
    },
    get columns() {
      return stdout.columns;
    },
  };
  // What the context finds out on being asked stays unasked.
  return Object.create(context, { stdout: { value: headed } }) as CliContext;
}

/** The hive's path, and whose it is. */
function headText({ path, role, owner }: HiveTarget, colours: Colours): string {
  const whose = [role, owner?.name].filter((each) => each !== undefined).join(" ");
  const facts = whose === "" ? "" : `  (${displaySafe(whose)})`;
  return `${colours.bold(displaySafe(path))}${facts}`;
}
