import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    // The first that fits is taken.
    alias: { "hivex-wasm/node": here("wasm/node/index.ts"), "hivex-wasm": here("wasm/binding/index.ts") },
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    // Vitest would leave one core to its own process, which has next to nothing to do: of two that is half.
    maxWorkers: "100%",
  },
});
