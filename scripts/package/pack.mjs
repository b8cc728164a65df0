import { join } from "node:path";
import { npmProgram } from "../set-up/npm-program.mjs";
import { runNode } from "./run.mjs";

/** Packs a package into `destination`: the tarball's path, its size in bytes and the files in it. */
export function pack(folder, destination) {
  // What `prepack` would build has been built already.
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", destination, "--loglevel=error"];
  const answer = JSON.parse(runNode([npmProgram(), ...args], { cwd: folder, what: `Packing ${folder}` }));
  const [{ filename, version, size, files }] = Array.isArray(answer) ? answer : Object.values(answer);
  return { path: join(destination, filename), version, size, files: files.map((file) => file.path) };
}
