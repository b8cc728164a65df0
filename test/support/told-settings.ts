/** What a script or a file of commands sets: values by key path, each as `name`, type and hexadecimal data. */
export type ToldSettings = Map<string, string[]>;

/** A value in short. */
export function toldValue(name: string, type: number, data: Uint8Array): string {
  return JSON.stringify([name, type, Buffer.from(data).toString("hex")]);
}

/** UTF-16LE bytes. */
export function units(text: string): Buffer {
  return Buffer.from(text, "utf16le");
}

/** A number's little-endian bytes. */
export function littleEndian(number: bigint, size: 4 | 8): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(size * 8, number));
  return bytes.subarray(0, size);
}
