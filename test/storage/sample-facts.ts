import type { ProcessFacts } from "../../wasm/node/process-facts.ts";

/** A process as a test wants it; `running` are the processes of its machine, with their starts. */
export function facts(
  own: Partial<Omit<ProcessFacts, "now" | "startOf" | "isThisBoot">> = {},
  running: Readonly<Record<number, string>> = {},
): ProcessFacts {
  const boot = own.boot ?? "boot-1";
  return {
    host: "anna",
    pidNamespace: "pid:1",
    pid: 100,
    processStart: "5000",
    ...own,
    boot,
    now: () => "2026-01-02T03:04:05.000Z",
    isThisBoot: (other) => other === boot,
    startOf: (pid) => running[pid],
  };
}
