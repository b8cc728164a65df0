import {
  csvField,
  displaySafe,
  filetimeToIso,
  type HitContext,
  HitContexts,
  isProfileSecret,
  type SearchHit,
  valueTypeName,
} from "../../index.ts";
import type { Colours } from "./colours.ts";

/** How hits are written: for people, a JSON object a line, a table. */
export type HitFormat = "text" | "jsonl" | "csv";

interface HitStyle {
  /** The hive's file. */
  readonly path: string;
  readonly format: HitFormat;
  readonly showSecrets: boolean;
  readonly colours: Colours;
}

/** The first line of the table. */
export const CSV_HEAD = "hive,key,lastWritten,value,type,in,encoding,offset,size,fileOffset,before,match,after\r\n";

/** Hits of one hive as text. */
export class HitRenderer {
  readonly #style: HitStyle;
  readonly #contexts = new HitContexts();

  constructor(style: HitStyle) {
    this.#style = style;
  }

  /** One hit, in the format that was asked for; ends with a line feed. */
  text(hit: SearchHit): string {
    const { format, path } = this.#style;
    if (format === "text") return this.#line(hit);
    if (format === "jsonl") return `${JSON.stringify({ hive: path, ...this.document(hit) })}\n`;
    const { key, value, encoding, offset, size, fileOffset } = hit;
    const { before = "", match = "", after = "" } = this.#context(hit) ?? {};
    const type = value === undefined ? "" : valueTypeName(value.type);
    const place = [type, hit.in, encoding ?? "", String(offset), String(size), String(fileOffset)];
    const times = filetimeToIso(key.lastWritten);
    return `${[path, key.path, times, value?.name ?? "", ...place, before, match, after].map(csvField).join(",")}\r\n`;
  }

  /** The hit for scripts. */
  document(hit: SearchHit): object {
    const { key, value, encoding, offset, size, fileOffset } = hit;
    const context = this.#context(hit);
    return {
      key: key.path,
      keyOffset: key.offset,
      lastWritten: filetimeToIso(key.lastWritten),
      ...(value && { value: value.name, type: valueTypeName(value.type) }),
      in: hit.in,
      ...(encoding && { encoding }),
      offset,
      size,
      fileOffset,
      ...(context ? { context } : { isSecret: true }),
    };
  }

  /** undefined where it is nobody's business. */
  #context(hit: SearchHit): HitContext | undefined {
    const { key, value } = hit;
    const isSecret = hit.in === "data" && value !== undefined && isProfileSecret(key.path, value.name);
    return isSecret && !this.#style.showSecrets ? undefined : this.#contexts.of(hit);
  }

  #line(hit: SearchHit): string {
    const { colours } = this.#style;
    const { key, value, encoding, offset, fileOffset } = hit;
    const context = this.#context(hit);
    const [before, match, after] = context
      ? [context.before, context.match, context.after].map(displaySafe)
      : ["", "", "(not shown: a password)"];
    const found = [before, match && colours.red(match), after]
      .filter((part) => part !== "")
      .join(hit.in === "data" && encoding === undefined ? " " : "");
    const keyText = key.isRoot ? "\\" : displaySafe(key.path);
    const columns = [
      ...(hit.in === "key" ? [] : [keyText]),
      ...(hit.in === "data" && value ? [displaySafe(value.name) || "(default)"] : []),
      ...(hit.in === "key" ? [`${keyText.slice(0, keyText.length - displaySafe(key.name).length)}${found}`] : []),
      ...(hit.in === "name" ? [found] : []),
      ...(value ? [valueTypeName(value.type)] : ["key"]),
      ...(hit.in === "name" ? ["name"] : []),
      ...(hit.in === "data" ? [`+${offset}`, encoding ?? "bytes"] : []),
      `0x${fileOffset.toString(16)}`,
      ...(hit.in === "data" ? [found] : []),
    ];
    return `${columns.join("  ")}\n`;
  }
}
