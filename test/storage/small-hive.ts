import { sealBaseBlock } from "../../fixtures/build/checksum.ts";
import { latin1, utf16 } from "../../fixtures/build/encoding.ts";
import { type HiveDescription, writeHive } from "../../fixtures/build/hive-writer.ts";
import { REG } from "../../fixtures/build/value.ts";

/** A hive of two bins with one binary value, `Settings\Server`; nothing in it tells which Windows wrote it. */
export function smallHive(description: Partial<HiveDescription> = {}): Uint8Array {
  const { bytes } = writeHive({
    minor: 3,
    sequence: 41,
    time: 132_000_000_000_000_000n,
    fileName: "\\??\\C:\\Users\\erika\\ntuser.dat",
    root: {
      name: "root",
      keys: [{ name: "Settings", values: [{ name: "Server", type: REG.binary, data: latin1("server-44300") }] }],
    },
    ...description,
  });
  return bytes;
}

/** A SOFTWARE hive that names a version of Windows. */
export function softwareHive(version: string, type: number = REG.sz): Uint8Array {
  const values = [{ name: "CurrentVersion", type, data: utf16(`${version}\0`) }];
  const windowsNt = { name: "Windows NT", keys: [{ name: "CurrentVersion", values }] };
  return smallHive({ minor: 5, root: { name: "root", keys: [{ name: "Microsoft", keys: [windowsNt] }] } });
}

/** What Windows Vista and later put into the base block, by which its later fields mean something. */
export const TRANSACTIONS = { resourceManagerId: new Uint8Array(16).fill(7) };

/** A copy with another dword in the base block, and a checksum that fits it. */
export function withField(hive: Uint8Array, fileOffset: number, value: number): Uint8Array {
  const copy = hive.slice();
  new DataView(copy.buffer).setUint32(fileOffset, value, true);
  sealBaseBlock(copy);
  return copy;
}
