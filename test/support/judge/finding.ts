import type { LogFiles } from "../reference-recovery.ts";

export type Severity = "error" | "warning" | "info";

/** A broken invariant: which one, and where in which file. */
export interface JudgedFinding {
  readonly code: string;
  readonly severity: Severity;
  readonly file: "hive" | keyof LogFiles;
  /** From the start of the file. */
  readonly offset: number;
}

/** Collects what the rules find. */
export class Findings {
  readonly all: JudgedFinding[] = [];

  error(code: string, offset: number, file: JudgedFinding["file"] = "hive"): void {
    this.all.push({ code, severity: "error", file, offset });
  }

  warning(code: string, offset: number, file: JudgedFinding["file"] = "hive"): void {
    this.all.push({ code, severity: "warning", file, offset });
  }

  info(code: string, offset: number, file: JudgedFinding["file"] = "hive"): void {
    this.all.push({ code, severity: "info", file, offset });
  }
}
