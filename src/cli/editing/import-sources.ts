import {
  filePieces,
  type Hive,
  HiveError,
  type ImportItem,
  polScope,
  type SettingsImportOptions,
  settingsItems,
} from "../../index.ts";
import type { CliContext } from "../context.ts";

/** A file that is to be imported. */
export interface Source {
  readonly file: string;
  readonly pieces: () => Iterable<Uint8Array>;
}

/** The files that a command line names, `-` being stdin. */
export async function importSources(files: readonly string[], context: CliContext): Promise<Source[]> {
  const stdin = files.includes("-") ? [await context.stdin()] : [];
  return files.map((file) => ({ file, pieces: file === "-" ? () => stdin : filePieces(context.fs, file) }));
}

/** What the files say of a hive, one file after the other; errors and passed-over lines tell which file. */
export function* itemsOf(
  hive: Hive,
  sources: readonly Source[],
  options: SettingsImportOptions,
): Generator<ImportItem> {
  for (const { file, pieces } of sources) {
    try {
      const scope = polScope(file);
      for (const item of settingsItems(hive, pieces(), { ...options, ...(scope && { scope }) }))
        yield item.kind === "ignored" ? { ...item, file } : item;
    } catch (error) {
      throw error instanceof HiveError && isAbout(error, file) ? ofFile(error, file) : error;
    }
  }
}

/** Whether an error is about the file of settings: what it says, or that it cannot be read. All others are about the hive. */
function isAbout({ structure, path }: HiveError, file: string): boolean {
  return structure === "reg-file" || structure === "pol-file" || path === file;
}

function ofFile(error: HiveError, file: string): HiveError {
  const { code, statement, fileOffset, expected, found } = error;
  const advice = code === "not-a-file" ? "Name the .reg or .pol file itself, or - for stdin." : error.advice;
  const facts = {
    ...(fileOffset !== undefined && { fileOffset }),
    ...(expected && { expected }),
    ...(found && { found }),
    ...(advice && { advice }),
  };
  return new HiveError(code, statement, { ...facts, structure: file });
}
