import type { HivexSetValue } from "hivex-wasm";
import { CommandError, told } from "../command-error.ts";
import type { Session } from "../session.ts";
import { cNumber, typedData } from "../typed-data.ts";

/** As many as libhivex's shell takes. */
const MOST_VALUES = 1000n;

/**
 * Sets so many values of the present key, each told in two lines: its name (`@` or nothing for the default value) and its
 * data. Others stay as they are; `setval 0` deletes all.
 */
export async function setval(session: Session, rest: string): Promise<void> {
  const { hive } = session;
  const count = cNumber(rest);
  if (count === undefined) throw new CommandError("setval: nrvals: invalid integer parameter");
  if (count < 0n || count > MOST_VALUES) throw new CommandError("setval: nrvals: integer out of range");
  const values: HivexSetValue[] = [];
  for (let left = count; left > 0n; left--) {
    const key = await nextLine(session, "  key> ");
    values.push({ key: key === "@" ? "" : key, ...typedData(await nextLine(session, "value> ")) });
  }
  told("hivexsh: setval", () => hive.file.setValues(hive.node, values));
}

async function nextLine(session: Session, prompt: string): Promise<string> {
  const line = await session.host.readLine(prompt);
  if (line !== undefined) return line;
  session.isOver = true;
  throw new CommandError("hivexsh: setval: unexpected end of input");
}
