// Preloaded into a process: writes down every call of the file system that is about files below a folder, to be made again by
// cycle-floor.mjs and profiles-floor.mjs. Descriptors become numbers of opened files, the folder `@`; what is read is told by
// its size only. CALLS names the file to write, FOLDER the folder.
const fs = require("node:fs");

const { CALLS, FOLDER } = process.env;
const own = { ...fs };
const calls = [];
const opened = [];

for (const method of Object.keys(fs).filter((name) => name.endsWith("Sync") && typeof fs[name] === "function")) {
  fs[method] = (...args) => {
    const [first] = args;
    const isOurs = typeof first === "string" ? first.startsWith(FOLDER) : opened.includes(first);
    if (!isOurs) return own[method](...args);
    calls.push([method, ...args.map((arg, index) => told(method, arg, index))]);
    const result = own[method](...args);
    if (method === "openSync") opened.push(result);
    if (method === "closeSync") opened[opened.lastIndexOf(first)] = undefined;
    return result;
  };
}

function told(method, arg, index) {
  if (ArrayBuffer.isView(arg))
    return method === "writeSync" ? { bytes: Buffer.from(arg).toString("base64") } : { size: arg.byteLength };
  if (typeof arg === "string") return arg.replace(FOLDER, "@");
  if (index === 0) return { file: opened.lastIndexOf(arg) };
  return typeof arg === "bigint" ? Number(arg) : arg;
}

process.on("exit", () => own.writeFileSync(CALLS, JSON.stringify(calls)));
