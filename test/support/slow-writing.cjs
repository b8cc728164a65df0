// Preloaded into a process under test: every step of writing takes some milliseconds longer, and the first one is announced
// on standard output, so that whoever wants to kill the process in the middle of a commit has time to aim.
const fs = require("node:fs");

const PAUSE = 4; // milliseconds
const bell = new Int32Array(new SharedArrayBuffer(4));
const written = new Set(); // descriptors that were opened for writing, and of folders that are synced
const { writeSync } = fs;
let isAnnounced = false;

function slowly(step) {
  if (!isAnnounced) writeSync(1, "writing begins\n");
  isAnnounced = true;
  Atomics.wait(bell, 0, 0, PAUSE);
  const result = step();
  Atomics.wait(bell, 0, 0, PAUSE);
  return result;
}

const { openSync, closeSync } = fs;
fs.openSync = (path, flags, ...rest) => {
  // What is only read is opened with numbers; "r" is for folders that are synced, which comes after the first write.
  if (typeof flags !== "string" || (flags === "r" && !isAnnounced)) return openSync(path, flags, ...rest);
  const descriptor = slowly(() => openSync(path, flags, ...rest));
  written.add(descriptor);
  return descriptor;
};
fs.closeSync = (descriptor) => {
  written.delete(descriptor);
  closeSync(descriptor);
};
for (const name of ["writeSync", "fsyncSync", "ftruncateSync"]) {
  const original = fs[name];
  fs[name] = (descriptor, ...rest) =>
    written.has(descriptor) ? slowly(() => original(descriptor, ...rest)) : original(descriptor, ...rest);
}
for (const name of ["unlinkSync", "renameSync"]) {
  const original = fs[name];
  fs[name] = (...args) => slowly(() => original(...args));
}
