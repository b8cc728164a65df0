// Fills one key of a hive with hivetool, as fill-libhivex.py does. Arguments: the library, then those of the other.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, path, task, namesFile] = process.argv.slice(2);
const { commitEdit, openHive, processFactsOf } = await import(pathToFileURL(library).href);

const names = readFileSync(namesFile, "ascii").split("\n").filter(Boolean);
const opened = openHive(path, { mode: "edit", processFacts: processFactsOf(process) });
const { engine } = opened.hive;
const { editing } = engine;
const begin = performance.now();
const key = editing.createKey(engine.baseBlock.rootOffset, "Filled");
for (const name of names) {
  if (task === "values") editing.setValue(key, name, 4, Buffer.from(name.slice(-4), "ascii"));
  else editing.createKey(key, name);
}
if (task === "deleted-keys") {
  for (const name of names.toReversed()) editing.deleteKey(engine.findSubkey(key, name));
}
console.log(performance.now() - begin);
await commitEdit(opened, { verify: () => {} });
opened.close();
