import { cpSync, linkSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { validateHive } from "../support/hive-validator.ts";
import { NtfsVolume } from "../support/ntfs-volume.ts";
import { runCli } from "../support/run-cli.ts";
import { TemporaryFolder } from "../support/temporary-folder.ts";

const HIVE = fileURLToPath(new URL("../../fixtures/hives/outlook-user.dat", import.meta.url));
const CREATED = Buffer.from("01c9ea1234567890", "hex"); // a day in 2009
const ATTRIBUTES = Buffer.from("00002026", "hex"); // hidden, system, archive, not indexed

/** S-1-5-…, as a descriptor holds it. */
function sid(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(8 + 4 * numbers.length);
  bytes.set([1, numbers.length, 0, 0, 0, 0, 0, 5]);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, 8 + 4 * index);
  return bytes;
}

/** A user's own file: a protected list of SYSTEM, Administrators and the user, who owns it. */
function descriptorOf(user: Buffer): Buffer {
  const entries = [sid(18), sid(32, 544), user].map((who) => {
    const head = Buffer.from([0, 0, 8 + who.length, 0, 0xff, 0x01, 0x1f, 0]);
    return Buffer.concat([head, who]);
  });
  const list = Buffer.concat([Buffer.alloc(8), ...entries]);
  list.writeUInt16LE(2, 0);
  list.writeUInt16LE(list.length, 2);
  list.writeUInt16LE(entries.length, 4);
  const head = Buffer.alloc(20);
  head.writeUInt16LE(1, 0);
  head.writeUInt16LE(0x9004, 2); // self-relative, the list present and protected
  head.writeUInt32LE(20, 4);
  head.writeUInt32LE(20 + user.length, 8);
  head.writeUInt32LE(20 + 2 * user.length, 16);
  return Buffer.concat([head, user, user, list]);
}

using probeFolder = new TemporaryFolder();
const probe = NtfsVolume.make(probeFolder);
const isRefused = "refused" in probe;
if (isRefused) console.warn(`SKIPPED, no NTFS volume can be mounted here: ${probe.refused}`);
else probe[Symbol.dispose]();

test.skipIf(isRefused)(
  "on NTFS a batch leaves all about a hive but its content as it was",
  async () => {
    using folder = new TemporaryFolder();
    const made = NtfsVolume.make(folder);
    if ("refused" in made) throw new Error(made.refused);
    using volume = made;
    const hives = ["alice", "jörg b", "carol"].map((user, index) => {
      const path = `Users/${user}/NTUSER.DAT`;
      mkdirSync(join(volume.root, "Users", user), { recursive: true });
      cpSync(HIVE, join(volume.root, path));
      volume.set(path, "system.ntfs_acl", descriptorOf(sid(21, 1111, 2222, 3333, 1105 + index)));
      volume.set(path, "user.note", Buffer.from(`of ${user}`));
      // One name serves as the short name as well, or there is a short one beside it.
      volume.set(path, "system.ntfs_dos_name", Buffer.from(user === "jörg b" ? "NTUSER~1.DAT" : "NTUSER.DAT"));
      volume.set(path, "system.ntfs_attrib_be", ATTRIBUTES);
      volume.set(path, "system.ntfs_crtime_be", CREATED);
      return path;
    });
    // As Windows leaves them: the names of logs are too long for 8.3.
    const log = "Users/carol/ntuser.dat.LOG1";
    writeFileSync(join(volume.root, log), "");
    volume.set(log, "system.ntfs_dos_name", Buffer.from("NTUSER~1.LOG"));
    expect(statSync(join(volume.root, log)).nlink).toBe(2);
    const attributes = (): string[][] =>
      hives.map((path) =>
        ["ntfs_acl", "ntfs_attrib_be", "ntfs_crtime_be", "ntfs_dos_name"]
          .map((name) => volume.get(path, `system.${name}`))
          .concat(volume.get(path, "user.note"), String(statSync(join(volume.root, path), { bigint: true }).ino)),
      );
    const seen = attributes();
    volume.unmount();
    const told = hives.map((path) => volume.testimony(path));
    expect(told[1]?.join("\n")).toContain("NTUSER~1.DAT");
    expect(told[2]?.join("\n")).toContain("Windows owner S-1-5-21-1111-2222-3333-1107");
    volume.mount();
    const args = ["outlook", "fix-port", volume.root, "--profile", "Outlook", "--report", folder.file("report")];
    const { code, stderr } = await runCli(args);
    expect(stderr).toMatch(/changed +3\n/);
    expect(code).toBe(0);
    expect(attributes()).toEqual(seen);
    for (const path of hives) {
      const bytes = new Uint8Array(readFileSync(join(volume.root, path)));
      expect(validateHive(bytes)).toEqual([]);
      expect(Buffer.from(bytes).equals(readFileSync(HIVE))).toBe(false);
    }
    volume.unmount();
    expect(hives.map((path) => volume.testimony(path))).toEqual(told);
    // Another name proper is one, with a short one or without.
    volume.mount();
    for (const path of hives.slice(0, 2)) linkSync(join(volume.root, path), join(volume.root, path, "..", "other.dat"));
    const again = await runCli([...args.slice(0, 3), "--profile", "Outlook", "--undo", "--json"]);
    const found = JSON.parse(again.stdout).hives.map(({ errors = [] }: { errors?: { code: string }[] }) =>
      errors.map(({ code }) => code),
    );
    expect(found).toEqual([["has-hard-links"], [], ["has-hard-links"]]);
  },
  60_000,
);
