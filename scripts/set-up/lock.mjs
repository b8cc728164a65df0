// Two set-ups at once must not wreck each other: `npm ci` begins by deleting node_modules. Making a folder is atomic
// everywhere, so a folder is the lock; it lies outside node_modules for the same reason.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { explained } from "./explained.mjs";
import { ROOT } from "./root.mjs";

const LOCK = join(ROOT, "wasm", "build", "set-up.lock");
const HEARTBEAT_MS = 2_000;
/** A holder that has not touched its lock for so long is gone, even where its process cannot be asked. */
const STALE_MS = 30_000;
const PATIENCE_MS = 10 * 60_000;

/** Runs `work` while no other set-up of this clone runs; waits for its turn. */
export async function withLock(work, { lock = LOCK, patienceMs = PATIENCE_MS } = {}) {
  await take(lock, patienceMs);
  const heartbeat = setInterval(() => touch(lock), HEARTBEAT_MS);
  const release = () => rmSync(lock, { recursive: true, force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.removeListener("exit", release);
    release();
  }
}

async function take(lock, patienceMs) {
  mkdirSync(dirname(lock), { recursive: true });
  const end = Date.now() + patienceMs;
  for (let told = false; !tryToTake(lock); ) {
    if (isStale(lock)) {
      putAside(lock);
      continue;
    }
    if (Date.now() > end) throw explained(`Another set-up is still at work; if none is, delete the folder ${lock}.`);
    if (!told) process.stderr.write("Waiting for another set-up of this clone to end ...\n");
    told = true;
    await sleep(200);
  }
}

function tryToTake(lock) {
  try {
    mkdirSync(lock);
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
  writeFileSync(join(lock, "holder"), `${hostname()} ${process.pid}`);
  return true;
}

/** A lock whose process is gone, or whose heart stopped, belongs to nobody. */
function isStale(lock) {
  const found = statSync(lock, { throwIfNoEntry: false });
  if (found === undefined) return false;
  if (Date.now() - found.mtimeMs > STALE_MS) return true;
  const [host, pid] = holderOf(lock).split(" ");
  return host === hostname() && pid !== undefined && !isAlive(Number(pid));
}

/** Takes a stale lock away in one move, and gives it back if it was meanwhile taken by somebody who lives. */
function putAside(lock) {
  const judged = holderOf(lock);
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
    if (holderOf(aside) !== judged) renameSync(aside, lock);
  } catch {
    // Somebody else was quicker; the next round sees what is there now.
  }
  rmSync(aside, { recursive: true, force: true });
}

function holderOf(lock) {
  try {
    return readFileSync(join(lock, "holder"), "utf8");
  } catch {
    return "";
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== "ESRCH";
  }
}

function touch(lock) {
  try {
    const now = new Date();
    utimesSync(lock, now, now);
  } catch {
    // The folder was taken away by hand; the work itself is not hurt by that.
  }
}
