import { filetime } from "../../fixtures/build/encoding.ts";
import type { KeyDescription } from "../../fixtures/build/hive-writer.ts";
import { KEY_FLAG } from "../../fixtures/build/key-node.ts";
import { EXCHANGE_GLOBAL_SECTION, mapiProfile, rpcOverHttps } from "../../fixtures/build/mapi-profile.ts";
import { mapiUnicode, regDword } from "../../fixtures/build/mapi-value.ts";
import type { CellStream } from "./cell-stream.ts";
import { Content } from "./content.ts";
import { Random } from "./random.ts";
import { type OpenKey, RecordWriter } from "./record-writer.ts";
import { SecurityRing } from "./security-ring.ts";

/** Keys of the hive that benchmarks and tests ask for; the way to them crosses the file. */
export const DEEP_KEYS = {
  /** Six levels below the root. */
  six: "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Advanced",
  eight: "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\Advanced\\Folder\\Hidden",
} as const;
export const DEEP_VALUE = { name: "Setting", data: 0x12345678 } as const;
export const OUTLOOK_SECTION: string = `Software\\Microsoft\\Office\\16.0\\Outlook\\Profiles\\Outlook\\${EXCHANGE_GLOBAL_SECTION}`;

const WIDE_COUNT = 3000;
/** A key with that many subkeys once in so many bytes. */
const WIDE_EVERY = 10 << 20;
const DEEPEST = 10;
/** Subkeys at most, by the level of their key below the root. */
const SUBKEYS_AT_LEVEL = [0, 0, 8, 6, 5, 3, 3, 2, 2, 2];
const FIRST_TIME = filetime("2021-02-03T04:05:06Z");
const SECONDS = 10_000_000;

/** Writes the keys of a hive of about `size` bytes; what is there, and in which order, follows from the size and the seed. */
export class Tree {
  keyCount = 0;
  valueCount = 0;
  readonly #cells: CellStream;
  readonly #size: number;
  readonly #seed: number;
  readonly #random: Random;
  readonly #content: Content;
  readonly #security: SecurityRing;
  readonly #records: RecordWriter;
  readonly #vendors = new Set<string>(["classes", "microsoft", "installer"]);

  constructor(cells: CellStream, size: number, seed: number) {
    this.#cells = cells;
    this.#size = size;
    this.#seed = seed;
    this.#random = new Random(20_261_122 + seed);
    this.#content = new Content(this.#random);
    this.#security = new SecurityRing(cells);
    this.#records = new RecordWriter(cells);
  }

  /** Writes everything; gives the offset of the root's key node. */
  write(): number {
    const root = this.#open(
      "CMI-CreateHive{8E3F1C5A-0000-4000-8000-1A2B3C4D5E6F}",
      undefined,
      KEY_FLAG.hiveEntry | KEY_FLAG.noDelete,
    );
    const software = this.#open("Software", root);
    this.#wide("Classes", software);
    this.#vendorsUpTo(this.#size / 2, software);
    this.#microsoft(software);
    this.#vendorsUpTo(this.#size, software);
    this.#records.closeKey(software);
    this.#component(root, "Control Panel", 3);
    this.#component(root, "Environment", DEEPEST);
    this.#records.closeKey(root);
    this.#security.finish();
    return root.offset;
  }

  #open(name: string, parent?: OpenKey, flags = 0): OpenKey {
    const index = this.keyCount++;
    const time = FIRST_TIME + BigInt(index * 37 * SECONDS + this.#random.below(SECONDS));
    const security = this.#security.refer(index < 2 ? 2 : Math.floor(this.#random.below(20) / 17));
    const key = { name, flags, time, security };
    return this.#records.openKey(this.#random.below(50) === 0 ? { ...key, className: "Shell" } : key, parent);
  }

  #value(key: OpenKey, name: string, type: number, data: Uint8Array): void {
    this.valueCount++;
    this.#records.addValue(key, name, type, data);
  }

  #vendorsUpTo(end: number, software: OpenKey): void {
    while (this.#cells.size < end) {
      const before = this.#cells.size;
      this.#component(software, this.#content.freshName(this.#vendors), 2);
      const passesOne = Math.floor(before / WIDE_EVERY) !== Math.floor(this.#cells.size / WIDE_EVERY);
      if (passesOne) this.#wide(`Installer ${this.#cells.size}`, software);
    }
  }

  /** A key with values and subkeys, and these with theirs, ever fewer the deeper they lie. */
  #component(parent: OpenKey, name: string, level: number): void {
    const key = this.#open(name, parent);
    const taken = new Set<string>();
    for (let count = this.#random.below(7); count > 0; count--) {
      const { type, data } = this.#content.value();
      const isDefault = taken.size === 0 && this.#random.below(4) === 0;
      if (isDefault) taken.add("");
      this.#value(key, isDefault ? "" : this.#content.freshValueName(taken), type, data);
    }
    const most = level < DEEPEST ? (SUBKEYS_AT_LEVEL[level] ?? 0) : 0;
    const names = new Set<string>();
    for (let count = this.#random.below(most + 1); count > 0; count--) {
      this.#component(key, this.#content.freshName(names), level + 1);
    }
    this.#records.closeKey(key);
  }

  #wide(name: string, parent: OpenKey): void {
    const key = this.#open(name, parent);
    for (let index = 0; index < WIDE_COUNT; index++) {
      const subkey = this.#open(`Class.${index % 7}.${String(index).padStart(4, "0")}`, key);
      this.#value(subkey, "", 4, Buffer.from([index & 0xff, index >> 8, 0, 0]));
      this.#records.closeKey(subkey);
    }
    this.#records.closeKey(key);
  }

  #microsoft(software: OpenKey): void {
    const setting = [regDword(DEEP_VALUE.name, DEEP_VALUE.data)];
    const folder = { name: "Folder", keys: [{ name: "Hidden", values: setting }] };
    const explorer = { name: "Explorer", keys: [{ name: "Advanced", values: setting, keys: [folder] }] };
    const windows = { name: "Windows", keys: [{ name: "CurrentVersion", keys: [explorer] }] };
    const profile = mapiProfile({
      name: "Outlook",
      textAs: "text",
      global: rpcOverHttps(mapiUnicode("001f6622", `server${this.#seed === 0 ? "" : this.#seed}.example.com-443`)),
      exchange: [{ name: "erika@example.com" }],
    });
    const outlook = { name: "Outlook", keys: [{ name: "Profiles", keys: [profile] }] };
    const office = { name: "Office", keys: [{ name: "16.0", keys: [outlook] }] };
    this.#described({ name: "Microsoft", keys: [windows, office] }, software);
  }

  #described(description: KeyDescription, parent: OpenKey): void {
    const key = this.#open(description.name, parent);
    for (const { name, type, data } of description.values ?? []) this.#value(key, name, type, data);
    for (const subkey of description.keys ?? []) this.#described(subkey, key);
    // Company on every level, so that a look-up has siblings to pass.
    const names = new Set((description.keys ?? []).map(({ name }) => name.toLowerCase()));
    for (let count = description.keys?.length ? 5 : 0; count > 0; count--) {
      this.#component(key, this.#content.freshName(names), DEEPEST);
    }
    this.#records.closeKey(key);
  }
}
