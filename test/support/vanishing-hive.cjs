// Preloaded into a process under test: the file that HIVETOOL_VANISHES names is gone once some things have been made
// durable, which is while the first hives are written.
const fs = require("node:fs");

const AFTER = 5;
let calls = 0;

for (const name of ["fsync", "fsyncSync"]) {
  const original = fs[name];
  fs[name] = (...args) => {
    calls += 1;
    if (calls === AFTER) fs.rmSync(process.env.HIVETOOL_VANISHES);
    return original(...args);
  };
}
