import type { Hivex } from "hivex-wasm";
import type { ShellHive } from "../shell/session.ts";

/** The hive of libhivex's functions, as a shell sees it. */
export function shellHive(hivex: Hivex): ShellHive {
  return {
    reading: hivex,
    addKey: (parent, name) => void hivex.nodeAddChild(parent, name),
    deleteKey: (node) => hivex.nodeDeleteChild(node),
    setValues: (node, values) => {
      if (values.length === 0) hivex.nodeSetValues(node, []);
      hivex.transaction(() => {
        for (const value of values) hivex.nodeSetValue(node, value);
      });
    },
    commit: (path) => hivex.commit(path ?? null),
    close: () => hivex.close(),
  };
}
