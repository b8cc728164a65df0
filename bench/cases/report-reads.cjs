// Preloaded into a process: says on standard error, as its last line, how many bytes it has read from files.
const fs = require("node:fs");

const { readSync } = fs;
let bytes = 0;
fs.readSync = (...args) => {
  const count = readSync(...args);
  bytes += count;
  return count;
};
process.on("exit", () => process.stderr.write(`read: ${bytes} bytes in all\n`));
