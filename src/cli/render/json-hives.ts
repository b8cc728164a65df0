import { jsonText } from "./json.ts";

/** The JSON document of a command on several hives, written as they come: the list of all never stands in memory. */
export class JsonHives {
  readonly #write: (text: string) => void;
  #isBegun = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** Something has been written, so that all else must become part of it. */
  get isBegun(): boolean {
    return this.#isBegun;
  }

  add(hive: object): void {
    this.#write(`${this.#isBegun ? "," : '{\n  "hives": ['}\n${indented(hive)}`);
    this.#isBegun = true;
  }

  /** Writes the rest, with what is known at the end. */
  end(others: object): void {
    const members = jsonText(others).trimEnd().slice(2, -2); // without the braces
    const rest = Object.keys(others).length === 0 ? "" : `,\n${members}`;
    this.#write(`${this.#isBegun ? "\n  ]" : '{\n  "hives": []'}${rest}\n}\n`);
  }
}

/** JSON's texts hold no line feeds, so every one of these parts lines. */
function indented(hive: object): string {
  return jsonText(hive).trimEnd().replaceAll(/^/gm, "    ");
}
