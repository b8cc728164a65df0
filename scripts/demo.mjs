// Shows the main job on a bundled hive: `npm start`.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "./set-up/root.mjs";

const PROFILE = "Outlook";
const EXCHANGE_SECTION =
  "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem" +
  `\\Profiles\\${PROFILE}\\13dbb0c8aa05101a9bb000aa002fc45a`;

const folder = mkdtempSync(join(tmpdir(), "hivetool-demo-"));
const hive = join(folder, "NTUSER.DAT");
copyFileSync(join(ROOT, "fixtures", "hives", "outlook-user.dat"), hive);

say(`A user's hive, made for this demonstration, now lies at ${hive}`);
step("Which Outlook profiles does it hold?", "outlook", "list", hive);
step("What would be fixed? (Nothing is written yet.)", "outlook", "fix-port", hive, "--dry-run");
step("Fix it, in place:", "outlook", "fix-port", hive);
step("Read it back:", "get", hive, EXCHANGE_SECTION, "001f6622");

say(`
What happened: Outlook's dialog refuses "host:port", so somebody had typed "host-port". hivetool found every such
entry, turned the one character into ":", and wrote it through Windows' own journal, so that even a
power cut in the middle would have left the hive whole. Everything else in the file is as it was.

On a hive of your own, while its user is logged off:

    npx hivetool outlook fix-port PATH/TO/NTUSER.DAT --dry-run
    npx hivetool outlook fix-port PATH/TO/NTUSER.DAT
`);

function step(question, ...args) {
  const shown = args.map((arg) => (arg === hive ? "NTUSER.DAT" : /[\s\\]/.test(arg) ? `"${arg}"` : arg)).join(" ");
  say(`\n${question}\n$ npx hivetool ${shown}`);
  const { status, error } = spawnSync(process.execPath, [join(ROOT, "dist", "hivetool.cjs"), ...args], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (error) throw error;
  if (status !== 0) {
    say(`\nThis should not have happened (exit code ${status}); please report it with the lines above.`);
    process.exit(status ?? 70);
  }
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
