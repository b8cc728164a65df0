// The bare calls of the file system that hivetool makes for one profile, made for several, up to eight at once, and nothing
// else. Arguments: the calls as record-calls.cjs writes them, the hives.
import fs from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";

const AT_ONCE = 8;
const [file, ...paths] = process.argv.slice(2);
const waiting = { fsyncSync: promisify(fs.fsync), unlinkSync: promisify(fs.unlink) };
const steps = JSON.parse(fs.readFileSync(file, "utf8")).map(([method, ...args]) => [method, args.map(ready)]);

async function replay(path) {
  const folder = dirname(path);
  const opened = [];
  for (const [method, args] of steps) {
    const own = args.map((arg) => {
      if (typeof arg === "string") return arg.replace("@", folder);
      return arg !== null && typeof arg === "object" && "file" in arg ? opened[arg.file] : arg;
    });
    try {
      const later = waiting[method];
      const result = later === undefined ? fs[method](...own) : await later(...own);
      if (method === "openSync") opened.push(result);
    } catch (error) {
      if (error.code !== "ENOENT") throw error; // hivetool was told so, too
    }
  }
}

let next = 0;
async function lane() {
  while (next < paths.length) await replay(paths[next++]);
}
await Promise.all(Array.from({ length: AT_ONCE }, lane));

function ready(arg) {
  if (arg === null || typeof arg !== "object") return arg;
  if ("bytes" in arg) return Buffer.from(arg.bytes, "base64");
  return "size" in arg ? Buffer.alloc(arg.size) : arg;
}
