// What a search without a hit cannot do without: the file is read, and looked through for one spelling of the text.
import { readFileSync } from "node:fs";

const [, , path, text] = process.argv;
process.exitCode = readFileSync(path).indexOf(text, 0, "utf16le") === -1 ? 1 : 0;
