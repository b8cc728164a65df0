// Opens one hive after the other, sets a value, commits. Arguments: the library, what to tell, the value's text, the hives.
// Tells on standard output: `nothing`, `calls` (every call of the file system for the first hive, to be replayed), `times` (in
// milliseconds a hive: everything, and what was spent outside the file system), or `bytes` (read and written by the
// process, after the library has been loaded).
import fs, { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

const [library, told, text, ...paths] = process.argv.slice(2);
const { commitEdit, openHive, processFactsOf, Surroundings } = await import(pathToFileURL(library).href);
const processFacts = processFactsOf(process);

const calls = [];
let inCalls = 0;
const fileSystem = told === "calls" ? recording(fs) : told === "times" ? timed(fs) : fs;
const surroundings = new Surroundings(fileSystem);
const times = [];
const before = told === "bytes" ? ownBytes() : undefined;
for (const path of told === "calls" ? paths.slice(0, 1) : paths) {
  const [begin, callsBefore] = [performance.now(), inCalls];
  const opened = openHive(path, { mode: "edit", fs: fileSystem, processFacts, surroundings });
  const { engine } = opened.hive;
  engine.editing.time = 0x01dc5b0000000000n;
  engine.editing.setValue(engine.baseBlock.rootOffset, "Server", 1, Buffer.from(`${text}\0`, "utf16le"));
  await commitEdit(opened, { verify: (fresh) => void fresh.root.value("Server").data() });
  opened.close();
  const all = performance.now() - begin;
  times.push([all, all - (inCalls - callsBefore)]);
}
if (told === "calls") console.log(JSON.stringify(calls));
if (told === "times") console.log(JSON.stringify(times));
if (told === "bytes") {
  const after = ownBytes();
  console.log(JSON.stringify({ read: after.read - before.read, written: after.written - before.written }));
}

/** What the process has read and written so far, by any call; reading this counts as well, by a few hundred bytes. */
function ownBytes() {
  const text = readFileSync("/proc/self/io", "latin1");
  return { read: Number(/rchar: (\d+)/.exec(text)[1]), written: Number(/wchar: (\d+)/.exec(text)[1]) };
}

function wrapped(of, around) {
  const functions = Object.keys(of).filter((name) => name.endsWith("Sync") && typeof of[name] === "function");
  return { constants: of.constants, ...Object.fromEntries(functions.map((name) => [name, around(name, of[name])])) };
}

function timed(of) {
  return wrapped(of, (_, call) => (...args) => {
    const begin = performance.now();
    try {
      return call(...args);
    } finally {
      inCalls += performance.now() - begin;
    }
  });
}

/** Descriptors become numbers of opened files, the hive's folder `@`; what is read is told by its size only. */
function recording(of) {
  const folder = dirname(paths[0]);
  const opened = [];
  return wrapped(of, (method, call) => (...args) => {
    const told = args.map((arg, index) => {
      if (ArrayBuffer.isView(arg))
        return method === "writeSync" ? { bytes: Buffer.from(arg).toString("base64") } : { size: arg.byteLength };
      if (typeof arg === "string") return arg.replace(folder, "@");
      const isDescriptor = index === 0 && typeof arg === "number";
      return isDescriptor ? { file: opened.lastIndexOf(arg) } : arg;
    });
    calls.push([method, ...told]);
    const result = call(...args);
    if (method === "openSync") opened.push(result);
    return result;
  });
}
