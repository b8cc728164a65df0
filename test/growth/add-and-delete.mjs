// One cycle in a process of its own: adds to a hive, commits, deletes it again, commits. Arguments: the library, the hive.
import { pathToFileURL } from "node:url";

const [library, path] = process.argv.slice(2);
const { commitEdit, filetimeFromUnix, openHive, processFactsOf } = await import(pathToFileURL(library).href);

const KEY = "Software\\hivetool's own";
const values = [5, 300, 4000, 20_000].map((size) => ({ value: `${size}`, type: 3, data: "5a".repeat(size) }));
const subkeys = Array.from({ length: 40 }, (_, index) => ({ op: "create-key", key: `${KEY}\\Größe ${index}` }));

await commit([...subkeys, ...values.map((value) => ({ op: "set-value", key: KEY, ...value }))]);
await commit([{ op: "delete-key", key: KEY, recursive: true }]);

async function commit(changes) {
  const opened = openHive(path, { mode: "edit", processFacts: processFactsOf(process) });
  try {
    opened.hive.edit({ version: 1, changes }, { time: filetimeFromUnix(0) });
    await commitEdit(opened, { verify: () => {} });
  } finally {
    opened.close();
  }
}
