/** Calls that only look around, which is no part of the protocol. */
export const LOOKS: readonly string[] = [
  "statSync",
  "lstatSync",
  "readdirSync",
  "accessSync",
  "realpathSync",
  "statfsSync",
  "fstatSync",
  "existsSync",
];
