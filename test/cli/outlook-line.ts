import { expect } from "vitest";
import { outlookHive } from "../../fixtures/build/outlook-hive.ts";
import { fixture } from "../storage/memory-folder.ts";
import { commandLine } from "./command-line.ts";

export const HIVE = "/alice/NTUSER.DAT";
export const SECTION_2007 =
  "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem\\Profiles\\Outlook\\13dbb0c8aa05101a9bb000aa002fc45a";
/** A command line with the bundled user's hive. */
export const userHive = () => commandLine({ [HIVE]: fixture("outlook-user.dat") });
/** A command line with a hive of one profile with this server. */
export const small = (proxy: string) => commandLine({ [HIVE]: outlookHive({ proxy }).bytes });

/** The hive as it lies in the memory file system now. */
export function bytesOf(line: ReturnType<typeof userHive>): Uint8Array {
  return new Uint8Array(Buffer.from(line.snapshot()[HIVE] ?? "", "hex"));
}

/** Positions of differing bytes below the base block, and in it. */
export function differences(before: Uint8Array, after: Uint8Array): number[] {
  expect(after.length).toBe(before.length);
  return [...before.keys()].filter((position) => before[position] !== after[position]);
}
