import { REG } from "../../fixtures/build/value.ts";
import type { Random } from "./random.ts";

const PLAIN = (
  "Access Account Action Active Address Advanced Agent Alias Audio Backup Base Binary Browser Buffer Bundle Cache Catalog " +
  "Channel Class Client Cloud Code Color Command Component Config Connection Content Context Control Cookie Count " +
  "Culture Current Data Date Default Delay Desktop Device Dialog Display Document Domain Driver Editor Enable Engine " +
  "Entry Error Event Extension File Filter Flags Folder Font Format Group Handler Help History Host Icon Image Index " +
  "Info Install Interface Key Language Layout Level License Limit Link List Local Location Log Machine Mail Manager " +
  "Map Media Menu Message Mode Module Monitor Network Node Notify Object Office Option Order Package Page Panel Path " +
  "Performance Policy Port Printer Process Product Profile Program Property Provider Proxy Query Recent Region Remote " +
  "Report Resource Root Route Schedule Schema Screen Search Security Server Service Session Setting Setup Share Shell " +
  "Signature Size Source Stack Start State Status Storage Store Stream Style Sync System Table Target Task Template " +
  "Theme Time Timer Tool Trace Tray Type Update User Version Video View Volume Window Work Zone"
).split(" ");
const LATIN =
  "Größe Übersicht Année Préférences Contraseña Niño Königin Mühle Façade Ångström Crème Señal Straße".split(" ");
const CYRILLIC = "Настройки Пользователь Документы Журнал Параметры Папка Сеть Значение Служба Компонент Версия".split(
  " ",
);
const RARE_TYPES = [REG.link, 8, 9, 10, REG.dwordBigEndian, 0x1f] as const;

/** Names and data as hives hold them, by the figures of real user and SOFTWARE hives: mostly short text and numbers. */
export class Content {
  readonly #random: Random;
  readonly #noise: Buffer;

  constructor(random: Random) {
    this.#random = random;
    this.#noise = Buffer.from(Array.from({ length: 1 << 17 }, () => random.next() & 0xff));
  }

  /** A name that none of `taken` has; it is added to them. */
  freshName(taken: Set<string>): string {
    for (let name = this.#name(); ; name = `${this.#name()} ${this.#random.below(100_000)}`) {
      const folded = name.toLowerCase();
      if (taken.has(folded)) continue;
      taken.add(folded);
      return name;
    }
  }

  /** A value may also be named after a file. */
  freshValueName(taken: Set<string>): string {
    const name = this.freshName(taken);
    return this.#random.below(30) === 0 ? `C:\\Program Files\\${name}\\"${name}".exe` : name;
  }

  guid(): string {
    const digits = Array.from({ length: 4 }, () => this.#random.next().toString(16).padStart(8, "0")).join("");
    return `{${digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5").toUpperCase()}}`;
  }

  value(): { type: number; data: Uint8Array } {
    const random = this.#random;
    const choice = random.below(1000);
    if (choice < 420) return { type: REG.sz, data: text(this.#sentence()) };
    if (choice < 680) return { type: REG.dword, data: this.#bytes(4) };
    if (choice < 780) return { type: REG.binary, data: this.#bytes(this.#binarySize()) };
    if (choice < 860)
      return {
        type: REG.expandSz,
        data: text(`%SystemRoot%\\system32\\${this.#sentence()}.dll,-${random.below(9999)}`),
      };
    if (choice < 910) return { type: REG.multiSz, data: text(`${this.#sentences().join("\0")}\0`) };
    if (choice < 960) return { type: REG.qword, data: this.#bytes(8) };
    if (choice < 980) return { type: REG.none, data: this.#bytes(random.below(3) * 8) };
    if (choice < 999) return { type: random.pick(RARE_TYPES), data: this.#bytes(random.between(1, 40)) };
    return {
      type: REG.binary,
      data: this.#bytes(random.below(3) === 0 ? random.between(16345, 60_000) : random.between(500, 16344)),
    };
  }

  #name(): string {
    const random = this.#random;
    const choice = random.below(100);
    if (choice < 12) return this.guid();
    if (choice < 17) return `${random.pick(LATIN)}${random.pick(PLAIN)}`;
    if (choice < 22) return `${random.pick(CYRILLIC)} ${random.pick(CYRILLIC)}`;
    if (choice < 30) return `${random.pick(PLAIN)} ${random.below(1000)}`;
    return random.pick(PLAIN) + random.pick(PLAIN) + (choice < 60 ? random.pick(PLAIN) : "");
  }

  #sentence(): string {
    const random = this.#random;
    const choice = random.below(20);
    if (choice === 0) return "";
    if (choice < 4) return this.guid();
    if (choice === 4) return `${random.pick(CYRILLIC)}, ${random.pick(LATIN)}: "${random.pick(PLAIN)}"`;
    if (choice < 12) return `C:\\Program Files\\${random.pick(PLAIN)} ${random.pick(PLAIN)}\\${random.pick(PLAIN)}.exe`;
    return Array.from({ length: random.between(1, 5) }, () => random.pick(PLAIN)).join(" ");
  }

  #sentences(): string[] {
    return Array.from({ length: this.#random.between(1, 4) }, () => `${this.#random.pick(PLAIN)}${this.#sentence()}`);
  }

  #binarySize(): number {
    const random = this.#random;
    const choice = random.below(20);
    if (choice === 0) return random.between(256, 3000);
    return choice < 8 ? random.between(40, 256) : random.between(0, 40);
  }

  /** A piece of the noise, without a copy. */
  #bytes(size: number): Uint8Array {
    const from = this.#random.below(this.#noise.length - size);
    return this.#noise.subarray(from, from + size);
  }
}

function text(content: string): Uint8Array {
  return Buffer.from(`${content}\0`, "utf16le");
}
