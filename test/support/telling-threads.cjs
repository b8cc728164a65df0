// Preloaded into a process under test: threads beside the first one tell on standard output that they have started. With
// DYING_THREAD set, the one of that number ends as soon as it has created a file.
const fs = require("node:fs");
const { isMainThread, threadId } = require("node:worker_threads");

if (!isMainThread) {
  fs.writeSync(1, `thread ${threadId} begins\n`);
  if (process.env.DYING_THREAD === String(threadId)) {
    const { openSync } = fs;
    fs.openSync = (path, flags, ...rest) => {
      const descriptor = openSync(path, flags, ...rest);
      if (flags === "wx") process.exit(9);
      return descriptor;
    };
  }
}
