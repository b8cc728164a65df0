import { type PageSource, type RecoveredImage, sequenceAfter } from "hivex-wasm";

/**
 * The recovered hive's whole file as it lies when it has been written: with the header of a clean hive. Once it `isWritten`,
 * its logs are empty, and all of it is read from the hive's own file.
 */
export function recoveredContent(image: RecoveredImage, isWritten: () => boolean = () => false): PageSource {
  const header = image.header(sequenceAfter(image.fields?.sequence ?? 0));
  return {
    size: image.size,
    read(fileOffset, target) {
      if (isWritten()) return image.primary.read(fileOffset, target);
      const count = image.read(fileOffset, target);
      if (fileOffset < header.length) target.set(header.subarray(fileOffset, fileOffset + target.length));
      return count;
    },
  };
}
