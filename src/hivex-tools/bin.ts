import { processContext } from "../cli/process-context.ts";
import { runTool } from "./run-tool.ts";

// The file that users start is named after the tool, and says its name first.
const [name = "", ...words] = process.argv.slice(2);
const { context, reportFault } = processContext(process, name);

runTool(name, words, context).then((exit) => {
  // Not process.exit: what is still on its way to a pipe must arrive.
  process.exitCode = exit;
}, reportFault);
