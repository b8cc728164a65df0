// An edit with hivex-wasm alone, run from the installed package: the first proxy port of a hive, journal and all.
// A real program also looks for logs, takes a guard, and knows what a failed step means; hivetool does.
import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";
import { bytesSource, Engine, planCommit } from "hivex-wasm";

const [hive] = process.argv.slice(2);
const engine = Engine.open(bytesSource(readFileSync(hive)), { mode: "edit" });
try {
  // FILETIME: 100 ns since 1601.
  change(engine, BigInt(Date.now()) * 10_000n + 116_444_736_000_000_000n);
  const steps = planCommit(engine, { format: "hvle", logs: [] });
  const files = new Map([["hive", openSync(hive, "r+")]]);
  for (const step of steps) carryOut(step, files);
  for (const descriptor of files.values()) closeSync(descriptor);
} finally {
  engine.close();
}

function change(engine, time) {
  for (const { keys, value } of engine.findValues(engine.baseBlock.rootOffset, "001f6622")) {
    const data = engine.valueData(value);
    const text = new TextDecoder("utf-16le").decode(data);
    if (text !== "server.example.com-44300\0" || engine.value(value).type !== 3) continue;
    data[2 * text.lastIndexOf("-")] = ":".charCodeAt(0);
    engine.editing.time = time;
    engine.editing.setValue(keys.at(-1), "001f6622", 3, data);
  }
}

function carryOut(step, files) {
  const path = `${hive}.${step.target}`;
  if (step.kind === "create") files.set(step.target, openSync(path, "wx+"));
  else if (step.kind === "write") writeSync(files.get(step.target), step.bytes, 0, step.bytes.length, step.fileOffset);
  else if (step.kind === "truncate") ftruncateSync(files.get(step.target), step.size);
  else if (step.kind === "sync") fsyncSync(files.get(step.target));
  else if (step.kind === "unlink") unlinkSync(path);
}
