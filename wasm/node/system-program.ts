/** What a program of the system said; `error` where it could not be started. */
export interface ProgramResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly error?: Error;
}

/** Runs a program of the system, for what Node has no call for; with messages in plain C, and no shell between. */
export function runSystemProgram(program: string, args: readonly string[]): ProgramResult {
  // Loaded when it is needed, which is seldom: loading it takes as long as a whole look-up.
  // biome-ignore lint/style/noRestrictedGlobals: nothing of this process is used; an import would load the module at once
  const { spawnSync } = process.getBuiltinModule("node:child_process");
  return spawnSync(program, args, { encoding: "utf8", env: { LC_ALL: "C", PATH: SEARCHED } });
}

/** Where systems keep their programs; not where whoever started us may have put some of the same name. */
const SEARCHED = "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin:/run/current-system/sw/bin";
