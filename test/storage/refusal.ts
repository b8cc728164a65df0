import { HiveError } from "hivex-wasm";

/** The HiveError that something ends with. */
export async function refusalOf(promise: Promise<unknown>): Promise<HiveError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HiveError)) throw new Error(`expected a HiveError, got ${String(error)}`);
  return error;
}
