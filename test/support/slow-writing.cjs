// Preloaded into a process under test: every step of writing takes some milliseconds longer, and the first one is announced
// on standard output, so that whoever wants to kill the process in the middle of a commit has time to aim.
const { promises } = require("node:fs");
const { setTimeout: pause } = require("node:timers/promises");

const PAUSE = 4; // milliseconds
const STEPS = ["write", "sync", "truncate"];
let isAnnounced = false;

async function slowly(step) {
  if (!isAnnounced) process.stdout.write("writing begins\n");
  isAnnounced = true;
  await pause(PAUSE);
  const result = await step();
  await pause(PAUSE);
  return result;
}

for (const name of ["open", "unlink"]) {
  const original = promises[name];
  promises[name] = async (...args) => {
    const result = await slowly(() => original(...args));
    if (name === "open") slowHandle(result);
    return result;
  };
}

function slowHandle(handle) {
  for (const name of STEPS) {
    const original = handle[name].bind(handle);
    handle[name] = (...args) => slowly(() => original(...args));
  }
}
