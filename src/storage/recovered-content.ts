import { type PageSource, type RecoveredImage, sequenceAfter } from "hivex-wasm";

/** The recovered hive's whole file as it lies when it has been written: with the header of a clean hive. */
export function recoveredContent(image: RecoveredImage): PageSource {
  const header = image.header(sequenceAfter(image.fields?.sequence ?? 0));
  return {
    size: image.size,
    read(fileOffset, target) {
      const count = image.read(fileOffset, target);
      if (fileOffset < header.length) target.set(header.subarray(fileOffset, fileOffset + target.length));
      return count;
    },
  };
}
