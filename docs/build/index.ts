import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rulesText } from "./check-rules.ts";

// What people have written stands before the first of the tables.
const file = fileURLToPath(new URL("../check.md", import.meta.url));
const [written = ""] = readFileSync(file, "utf8").split(/^### /m);
writeFileSync(file, written + rulesText());
