// The bare calls of the file system that hivetool makes for one hive, made for several, and nothing else. Arguments: the
// calls as cycle-hivetool.mjs records them, the hives.
import fs from "node:fs";
import { dirname } from "node:path";

const [file, ...paths] = process.argv.slice(2);
const steps = JSON.parse(fs.readFileSync(file, "utf8")).map(([method, ...args]) => [
  fs[method],
  method,
  args.map(ready),
]);

for (const path of paths) {
  const folder = dirname(path);
  const opened = [];
  for (const [call, method, args] of steps) {
    const own = args.map((arg) => {
      if (typeof arg === "string") return arg.replace("@", folder);
      return arg !== null && typeof arg === "object" && "file" in arg ? opened[arg.file] : arg;
    });
    try {
      const result = call(...own);
      if (method === "openSync") opened.push(result);
    } catch (error) {
      if (error.code !== "ENOENT") throw error; // hivetool was told so, too
    }
  }
}

function ready(arg) {
  if (arg === null || typeof arg !== "object") return arg;
  if ("bytes" in arg) return Buffer.from(arg.bytes, "base64");
  return "size" in arg ? Buffer.alloc(arg.size) : arg;
}
