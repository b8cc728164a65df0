import type { Command } from "commander";
import {
  bytesToHex,
  type ExpectedValue,
  HiveError,
  type Value,
  valueDataFromText,
  valueTypeName,
} from "../../index.ts";
import { collected } from "../common-options.ts";

/** The option of commands that change one value. */
export interface IfValueOption {
  /** Several for a list of texts. */
  readonly ifValue?: readonly string[];
}

/** Declares it. */
export function withIfValueOption(command: Command): Command {
  return command.option(
    "--if-value <old>",
    "only if the value holds this now, written as DATA is; again for each text of a multi_sz",
    collected,
  );
}

/**
 * What the value must be when it is changed: what the user says that it is, else what it is now. Undefined where there is
 * none. Throws `precondition-failed` where it cannot be what the user says.
 */
export function expectationFor(found: Value | undefined, { ifValue }: IfValueOption): ExpectedValue | undefined {
  if (found === undefined) {
    if (ifValue === undefined) return undefined;
    throw new HiveError("precondition-failed", "the value is not there, and --if-value asks for it");
  }
  const { type } = found;
  if (ifValue === undefined) return { type, data: bytesToHex(found.data()) };
  try {
    return { type, data: bytesToHex(valueDataFromText(type, ifValue)) };
  } catch (cause) {
    const statement = `the value is ${valueTypeName(type)}, which cannot hold what --if-value asks for`;
    throw cause instanceof HiveError ? new HiveError("precondition-failed", statement, { cause }) : cause;
  }
}
