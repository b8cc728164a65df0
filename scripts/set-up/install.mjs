// Installs the development tools, and only when the lock file is not the one they were installed from.
import { spawn } from "node:child_process";
import process from "node:process";
import { explained } from "./explained.mjs";
import { fingerprint } from "./fingerprint.mjs";
import { isNoted, note } from "./notes.mjs";
import { npmProgram } from "./npm-program.mjs";
import { ROOT } from "./root.mjs";

/** True when what lies in node_modules was installed from today's lock file. */
export function isInstalled() {
  return isNoted("installed", fingerprint(["package-lock.json"]));
}

export async function install() {
  const wanted = fingerprint(["package-lock.json"]);
  process.stderr.write("Installing the tools, once; this needs the network and up to a minute ...\n");
  // Development tools are wanted whatever NODE_ENV says; none of them needs to run a script of its own.
  const args = ["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output } = await run(process.execPath, [npmProgram(), ...args]);
  if (code !== 0) throw explained(whyNpmFailed(output, code));
  note("installed", wanted);
}

function run(program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}

const NETWORK_CODES =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|FETCH_ERROR)\b/;

/** One sentence with the essence of what npm printed. */
function whyNpmFailed(output, code) {
  const network = NETWORK_CODES.exec(output);
  if (network) {
    return (
      `The tools could not be installed: the package registry cannot be reached (${network[1]}). ` +
      "Connect to the network, then run the same command again; it is needed only this once."
    );
  }
  if (/\bEUSAGE\b/.test(output) && /in sync/.test(output)) {
    return "The tools could not be installed: package-lock.json does not fit package.json. Run `npm install` and commit both files.";
  }
  const lines = output.split("\n").map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim());
  const told = lines.filter((line) => line !== "" && !/complete log|^code |^errno |\.log$/.test(line));
  return `The tools could not be installed: ${told[0] ?? `npm ended with code ${code}`}. \`npm ci\` tells more.`;
}
