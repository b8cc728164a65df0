import { BINARY_OPERATORS, CONDITION_TOKEN, type ConditionToken, UNARY_OPERATORS } from "../condition-tokens.ts";
import { ATTRIBUTE_PREFIXES } from "../conditional-entry.ts";
import { hexToBytes } from "../hex.ts";
import { sidBytes } from "../sid.ts";
import { utf16Bytes } from "../utf16.ts";
import { type SddlOptions, scanSid } from "./parse-sid.ts";
import type { SddlScanner } from "./scanner.ts";

const DEEPEST = 64; // parentheses within each other

/** Reads a condition, its parentheses included, and puts it into the order in which it is stored. */
export function scanCondition(scanner: SddlScanner, options: SddlOptions): ConditionToken[] {
  return new ConditionParser(scanner, options).parse();
}

/** || binds least, then &&, then comparisons, then ! and what asks about one operand. */
class ConditionParser {
  readonly #scanner: SddlScanner;
  readonly #options: SddlOptions;
  #depth = 0;

  constructor(scanner: SddlScanner, options: SddlOptions) {
    this.#scanner = scanner;
    this.#options = options;
  }

  parse(): ConditionToken[] {
    this.#scanner.expect("(");
    const tokens = this.#nested();
    this.#scanner.expect(")");
    return tokens;
  }

  #nested(): ConditionToken[] {
    if (this.#depth === DEEPEST) throw this.#scanner.refusal("conditions are nested too deep", `${DEEPEST} levels`);
    this.#depth++;
    const tokens = this.#joined("||", () => this.#joined("&&", () => this.#comparison()));
    this.#depth--;
    return tokens;
  }

  #joined(operator: string, part: () => ConditionToken[]): ConditionToken[] {
    const tokens = part();
    while (this.#takes(operator)) tokens.push(...part(), binary(operator));
    return tokens;
  }

  #comparison(): ConditionToken[] {
    const tokens = this.#operand();
    const operator = COMPARISONS.find((each) => this.#takes(each));
    if (operator !== undefined) tokens.push(...this.#operand(), binary(operator));
    return tokens;
  }

  #operand(): ConditionToken[] {
    const scanner = this.#scanner;
    scanner.skipSpace();
    if (scanner.text.startsWith("(", scanner.at)) return this.parse();
    if (scanner.take("!")) {
      scanner.skipSpace();
      this.#depth++;
      if (this.#depth > DEEPEST) throw scanner.refusal("conditions are nested too deep", `${DEEPEST} levels`);
      const tokens = this.#operand();
      this.#depth--;
      return [...tokens, { kind: "operator", code: NOT }];
    }
    const unary = QUESTIONS.find(([word]) => this.#takes(word));
    if (unary === undefined) return [this.#literal(true)];
    return [...this.#operand(), { kind: "operator", code: unary[1] }];
  }

  #literal(mayBeList: boolean): ConditionToken {
    const scanner = this.#scanner;
    scanner.skipSpace();
    const text = scanner.match(/"[^"]*"/y);
    if (text !== undefined) return content(CONDITION_TOKEN.text, utf16Bytes(text.slice(1, -1)));
    const octets = scanner.match(/#(?:[0-9a-f]{2})*/iy);
    if (octets !== undefined) return content(CONDITION_TOKEN.octets, hexToBytes(octets.slice(1)) as Uint8Array);
    const sid = scanner.match(/SID\(\s*/y);
    if (sid !== undefined) {
      const bytes = sidBytes(scanSid(scanner, this.#options));
      scanner.skipSpace();
      scanner.expect(")");
      return content(CONDITION_TOKEN.sid, bytes);
    }
    if (mayBeList && scanner.take("{")) return this.#list();
    return this.#integer() ?? this.#attribute();
  }

  #list(): ConditionToken {
    const parts: ConditionToken[] = [];
    this.#scanner.skipSpace();
    if (!this.#scanner.take("}")) {
      do parts.push(this.#literal(false));
      while (this.#takes(","));
      this.#scanner.skipSpace();
      this.#scanner.expect("}");
    }
    return { kind: "list", parts };
  }

  #integer(): ConditionToken | undefined {
    const start = this.#scanner.at;
    const text = this.#scanner.match(/[+-]?(?:0x[0-9a-f]+|\d+)(?![\w:./])/iy);
    if (text === undefined) return undefined;
    const sign = text.startsWith("+") ? 1 : text.startsWith("-") ? 2 : 3;
    const digits = text.replace(/^[+-]/, "").toLowerCase();
    const isOctal = /^0[0-7]+$/.test(digits);
    const base = digits.startsWith("0x") ? 3 : isOctal ? 1 : 2;
    const magnitude = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
    const value = sign === 2 ? -magnitude : magnitude;
    if (value !== BigInt.asIntN(64, value))
      throw this.#scanner.refusal("the number does not fit 64 bits", undefined, start);
    return { kind: "integer", code: CONDITION_TOKEN.integer, value, sign, base };
  }

  #attribute(): ConditionToken {
    const scanner = this.#scanner;
    const start = scanner.at;
    const prefix = [...ATTRIBUTE_PREFIXES].find(([, text]) => text !== "" && scanner.match(ignoringCase(text)));
    const name = scanner.match(prefix === undefined ? /[\w:./]+/y : /(?:[\w:./#$'*+;?@[\\\]^`{}~-]|%[0-9a-f]{4})+/iy);
    if (name === undefined || WORDS.has(name.toLowerCase())) {
      throw scanner.refusal("here an attribute, a number, a text or a SID should stand", undefined, start);
    }
    const plain = prefix === undefined ? name : name.replace(/%([0-9a-f]{4})/gi, (_, digits) => unit(digits));
    return content(prefix?.[0] ?? CONDITION_TOKEN.localAttribute, utf16Bytes(plain));
  }

  /** Reads an operator, in front of which there may be space. */
  #takes(operator: string): boolean {
    this.#scanner.skipSpace();
    // A word ends where the name of an attribute would go on.
    const pattern = /\w$/.test(operator) ? new RegExp(`${operator}(?![\\w:./])`, "iy") : undefined;
    return pattern === undefined ? this.#scanner.take(operator) : this.#scanner.match(pattern) !== undefined;
  }
}

const NOT = 0xa2;
/** Longer ones first: <= before <. */
const COMPARISONS = [...BINARY_OPERATORS.values()]
  .filter((operator) => operator !== "&&" && operator !== "||")
  .sort((one, other) => other.length - one.length);
const QUESTIONS = [...UNARY_OPERATORS]
  .filter(([code]) => code !== NOT)
  .map(([code, word]) => [word.trim(), code] as const);
const WORDS = new Set([...QUESTIONS.map(([word]) => word), ...COMPARISONS].map((word) => word.toLowerCase()));

function binary(operator: string): ConditionToken {
  const [code = 0] = [...BINARY_OPERATORS].find(([, text]) => text === operator) ?? [];
  return { kind: "operator", code };
}

function content(code: number, bytes: Uint8Array): ConditionToken {
  return { kind: "content", code, content: bytes };
}

function ignoringCase(text: string): RegExp {
  return new RegExp(text.replace(".", "\\."), "iy");
}

function unit(digits: string): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}
