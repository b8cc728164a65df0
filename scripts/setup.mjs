// Makes a fresh clone ready: installs the tools, then builds. `npm start` and `npm test` run this first.
// Only Node's own modules are at hand here, and the first lines must be understood by any Node that knows modules.
import { argv, exit, stderr, versions } from "node:process";

const OLDEST_NODE = [20, 19];

const [major, minor] = versions.node.split(".").map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  fail(
    `hivetool needs Node ${OLDEST_NODE.join(".")} or later; this is Node ${versions.node}. Get a newer one from nodejs.org.`,
  );
}

Promise.all([import("./set-up/install.mjs"), import("./set-up/lock.mjs"), import("./build.mjs")])
  .then(([installing, locking, building]) => setUp(installing, locking, building))
  .catch((error) => fail(error.isExplained ? error.message : error.stack));

async function setUp({ isInstalled, install }, { withLock }, { build, isBuilt }) {
  const force = argv.includes("--force");
  if (!force && isInstalled() && isBuilt()) return;
  await withLock(async () => {
    // Another set-up may have done it all while this one waited for the lock.
    if (force || !isInstalled()) await install();
    await build();
  });
}

function fail(sentence) {
  stderr.write(`${sentence}\n`);
  exit(1);
}
