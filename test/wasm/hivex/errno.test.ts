import { readFileSync } from "node:fs";
import { FILE_ADVICE, HiveError, HivexError, withErrno } from "hivex-wasm";
import { expect, it } from "vitest";

const ENGINE = readFileSync(new URL("../../../wasm/binding/engine-faults.ts", import.meta.url), "utf8");
const engineCodes = [...(/const CODES = new Map[^;]*;/.exec(ENGINE)?.[0] ?? "").matchAll(/"([^"]+)"/g)].map(
  ([, code = ""]) => code,
);

/** Passed over by tolerant exports, or raised by verbs that Hivex has not: nobody meets them here. */
const NEVER_MET = ["name-not-in-reg", "does-not-fit", "recovery-interrupted", "replace-refused"];

it.each([...engineCodes, ...Object.keys(FILE_ADVICE)].filter((code) => !NEVER_MET.includes(code)))(
  "%s has the name of an errno",
  (code) => {
    const cause = new HiveError(code, "as it is");
    const failing = (): never => {
      throw cause;
    };
    expect(() => withErrno(failing)).toThrow(HivexError);
    const isOurs = code === "engine-bug"; // the engine is to be opened anew
    expect(() => withErrno(failing)).toThrow(
      expect.objectContaining({
        code: isOurs ? "ENOTRECOVERABLE" : expect.not.stringContaining("ENOTRECOVERABLE"),
        cause,
      }),
    );
  },
);

it("there are codes to be named", () => {
  expect(engineCodes.length).toBeGreaterThan(25);
});

it("what is no HiveError passes through", () => {
  const failure = new TypeError("a mistake");
  const failing = (): never => {
    throw failure;
  };
  expect(() => withErrno(failing)).toThrow(failure);
});
