// Shows the main job on a bundled hive: `npm start`.
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { ROOT } from "./set-up/root.mjs";

const PROFILE = "Outlook";
const SECTION =
  "Software\\Microsoft\\Windows NT\\CurrentVersion\\Windows Messaging Subsystem" +
  `\\Profiles\\${PROFILE}\\13dbb0c8aa05101a9bb000aa002fc45a`;

// Whoever pipes this into `head` has seen enough.
process.stdout.on("error", () => process.exit());

const folder = mkdtempSync(join(tmpdir(), "hivetool-demo-"));
const hive = join(folder, "NTUSER.DAT");
copyFileSync(join(ROOT, "fixtures", "hives", "outlook-user.dat"), hive);

say(`A user's hive, made for this demonstration, now lies at ${hive}`);
say(onlyOneProfile(step("Which Outlook profiles does it hold?", "outlook", "list", hive)));
say(
  step(
    `What would be fixed in "${PROFILE}"? Nothing is written yet.`,
    "outlook",
    "fix-port",
    hive,
    "--profile",
    PROFILE,
    "--dry-run",
  ),
);
say(step("Fix it, in place:", "outlook", "fix-port", hive, "--profile", PROFILE));
say(step("Read it back:", "get", hive, SECTION, "001f6622"));
say(`
What happened: Outlook's dialog refuses "server:port", so somebody had typed "server-port". hivetool turned that one
character into ":" (3a), in place and through Windows' own journal, so that even a power cut in the middle would
have left the hive whole. Nothing else in the file changed but the key's time and the header's numbers.

On a hive of your own, while its user is logged off:

    npx hivetool outlook fix-port PATH/TO/NTUSER.DAT --dry-run
    npx hivetool outlook fix-port PATH/TO/NTUSER.DAT`);

/** Shows a question and the command that answers it, and returns what the command says. */
function step(question, ...args) {
  const shown = args.map((arg) => (arg === hive ? "NTUSER.DAT" : /[\s\\]/.test(arg) ? `"${arg}"` : arg)).join(" ");
  say(`\n${question}\n$ npx hivetool ${shown}`);
  const command = [join(ROOT, "dist", "hivetool.cjs"), ...args];
  const { status, stdout, stderr, error } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  if (error) throw error;
  if (status === 0) return `${stdout}${stderr}`.replaceAll(hive, "NTUSER.DAT").trimEnd();
  say(
    `${stdout}${stderr}\nThis should not have happened (exit code ${status}); please report it with the lines above.`,
  );
  process.exit(status ?? 70);
}

/** The bundled hive holds a profile for each trouble that is met in the field; one is enough to look at. */
function onlyOneProfile(list) {
  const profiles = list.split("\n\n").filter((block) => block.includes(", profile "));
  const shown = profiles.find((block) => block.includes(`, profile "${PROFILE}"`));
  return `${shown}\n  (and ${profiles.length - 1} more profiles, each with another trouble)`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
