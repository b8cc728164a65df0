import { HiveError } from "hivex-wasm";
import type { FileSystem } from "hivex-wasm/node";
import { AppendFile } from "../storage/append-file.ts";
import { readWholeFile } from "../storage/read-whole-file.ts";
import { auditLine, verifyAudit } from "./audit-chain.ts";

/** An audit file that grows: every line carries the hash of the one before. */
export class AuditFile {
  readonly #file: AppendFile;
  #last: string | undefined;

  private constructor(file: AppendFile, last: string | undefined) {
    this.#file = file;
    this.#last = last;
  }

  /** A new file, or one that is there and whose chain holds. Throws `audit-broken`. */
  static open(fs: FileSystem, path: string): AuditFile {
    const text = textOf(fs, path);
    if (text === undefined) return new AuditFile(AppendFile.create(fs, path), undefined);
    verifyAudit(text);
    const last = text === "" ? undefined : text.split("\n").at(-2);
    return new AuditFile(AppendFile.continue(fs, path, Buffer.byteLength(text)), last);
  }

  append(entry: object): void {
    this.#last = auditLine(entry, this.#last);
    this.#file.append(this.#last);
  }

  sync(): void {
    this.#file.sync();
  }

  close(): void {
    this.#file.close();
  }
}

function textOf(fs: FileSystem, path: string): string | undefined {
  try {
    return new TextDecoder().decode(readWholeFile(fs, path));
  } catch (error) {
    if (error instanceof HiveError && error.code === "file-not-found") return undefined;
    throw error;
  }
}
