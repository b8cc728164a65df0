import { setFlagsFromString } from "node:v8";

/**
 * Lets V8 optimize a function only when it has run for some milliseconds, and not for some tenths of one. Optimizing takes a second
 * processor's time, as much as a small import; what runs long is hardly longer without it at first.
 */
export function compileLate(): void {
  setFlagsFromString("--interrupt-budget=2000000");
}
