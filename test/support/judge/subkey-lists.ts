import { KEY_NODE, SUBKEY_LIST, sizeOf } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { firstDifference, nameHash, nameHint, upcasedUnits } from "./arithmetic.ts";
import { type CellData, type HiveImage, NIL, PAGE, type StoredName } from "./hive-image.ts";

/** A subkey as its parent's list and hints see it. */
export interface JudgedSubkey {
  readonly name: StoredName;
  readonly classSize: number;
}

/** Where the elements of a list of one key lie, and what is done with the subkeys that they lead to. */
interface Listing {
  readonly key: number;
  readonly mayBeDeeper: boolean;
  readonly visit: (offset: number) => JudgedSubkey;
}

interface Leaf extends CellData {
  readonly kind: string;
  /** Elements that the cell holds. */
  readonly count: number;
  /** Whether that is what the leaf says. */
  readonly isWhole: boolean;
}

const HEAD = sizeOf(SUBKEY_LIST);
const WIDTHS: Readonly<Record<string, number>> = { li: 4, lf: 8, lh: 8, ri: 4 };

/** The list of a key's subkeys: a leaf, or an index root above several (I43, I52, I53). */
export function ownSubkeyList(image: HiveImage, node: StructureView): Leaf | undefined {
  const { findings } = image;
  const count = node.number("subkeyCount");
  const isNamed = node.number("subkeyList") !== NIL;
  const place = node.at("subkeyList");
  if (count === 0 && isNamed) findings.warning("I43", place);
  if (count > 0 && !isNamed) findings.error("I43", place);
  return count === 0 || !isNamed ? undefined : ownList(image, place);
}

/** I33, I39 and I52 to I62: the leaves below a list, and by way of them the subkeys themselves. */
export function judgeSubkeys(image: HiveImage, node: StructureView, list: Leaf, listing: Listing): JudgedSubkey[] {
  const leaves = leavesOf(image, list);
  judgeStyle(image, leaves.found);
  const listed = leaves.found.reduce((sum, leaf) => sum + leaf.count, 0);
  if (leaves.areAll && listed !== node.number("subkeyCount")) image.findings.error("I55", node.at("subkeyCount"));
  return judgeElements(image, leaves.found, listing);
}

/** The leaves that can be read; whether these are all, and whole. */
function leavesOf(image: HiveImage, list: Leaf): { found: Leaf[]; areAll: boolean } {
  if (list.kind !== "ri") return { found: [list], areAll: list.isWhole };
  if (list.count > 1013) image.findings.warning("I61", list.start + 2);
  const found: Leaf[] = [];
  for (let index = 0; index < list.count; index++) {
    const element = list.start + HEAD + index * 4;
    const leaf = ownList(image, element);
    if (leaf?.kind === "ri") image.findings.error("I54", element);
    else if (leaf !== undefined) found.push(leaf);
  }
  return { found, areAll: list.isWhole && found.length === list.count && found.every(({ isWhole }) => isWhole) };
}

/** A list, with those of its elements that its cell holds (I52, I53). */
function ownList(image: HiveImage, place: number): Leaf | undefined {
  const { findings } = image;
  const cell = image.own(place);
  if (cell === undefined) return undefined;
  const kind = image.signature(cell.start);
  const width = WIDTHS[kind];
  if (width === undefined) {
    findings.error("I52", cell.start);
    return undefined;
  }
  const claimed = image.word(cell.start + 2);
  const count = Math.min(claimed, Math.floor((cell.size - HEAD) / width));
  const isWhole = count > 0 && count === claimed;
  if (!isWhole) findings.error("I53", cell.start + 2);
  return count > 0 ? { ...cell, kind, count, isWhole } : undefined;
}

/** I60 and I61: as the version writes leaves, and all of one kind. */
function judgeStyle({ findings, minor }: HiveImage, leaves: readonly Leaf[]): void {
  const usual = minor >= 5 ? ["lh"] : minor >= 3 ? ["lf", "li"] : ["li"];
  for (const { kind, count, start } of leaves) {
    if (!usual.includes(kind)) findings.warning("I60", start);
    if (count > (kind === "lf" ? 507 : 1013)) findings.warning("I61", start + 2);
    if (kind !== leaves[0]?.kind) findings.warning("I61", start);
  }
}

function judgeElements(image: HiveImage, leaves: readonly Leaf[], listing: Listing): JudgedSubkey[] {
  const subkeys: JudgedSubkey[] = [];
  for (const { kind, start, count } of leaves) {
    const width = WIDTHS[kind] ?? 4;
    for (let index = 0; index < count; index++) {
      const element = start + HEAD + index * width;
      const offset = subkeyAt(image, element, listing);
      if (offset === undefined) continue;
      const subkey = listing.visit(offset);
      const { text } = subkey.name;
      judgeOrder(image, element, subkeys.at(-1)?.name.text, text);
      if (kind !== "li") judgeBeside(image, kind, element + 4, text);
      subkeys.push(subkey);
    }
  }
  return subkeys;
}

/** The key node that an element leads to; one without its signature is still told by what it says (I33). */
function subkeyAt(image: HiveImage, element: number, { key, mayBeDeeper }: Listing): number | undefined {
  const { findings } = image;
  if (!mayBeDeeper) {
    findings.error("I40", PAGE + image.dword(element));
    return undefined;
  }
  const cell = image.follow(element);
  if (cell === undefined) return undefined;
  const { offset, start, size } = cell;
  const isKey = image.holds(offset, "nk", KEY_NODE);
  if (image.owned.has(offset)) {
    findings.error(isKey ? "I39" : "I28", element);
    return undefined;
  }
  image.owned.add(offset);
  if (isKey) return offset;
  if (size >= sizeOf(KEY_NODE)) {
    const node = image.view(KEY_NODE, start);
    const nameSize = node.number("nameSize");
    if (node.number("parent") === key && nameSize > 0 && sizeOf(KEY_NODE) + nameSize <= size) {
      findings.error("I33", start);
      return offset;
    }
  }
  findings.error("I62", element);
  return undefined;
}

/** I56 and I57: each name sorts behind the one in front of it. */
function judgeOrder({ findings }: HiveImage, element: number, previous: string | undefined, name: string): void {
  if (previous === undefined) return;
  const [left, right] = [upcasedUnits(previous), upcasedUnits(name)];
  const at = firstDifference(left, right);
  const [one, other] = [left[at] ?? -1, right[at] ?? -1];
  if (at !== -1 && one < other) return;
  // Tables of uppercase letters have grown: a difference of exotic letters only may be right by an older one.
  const isExotic = other !== -1 && (one > 0xff || other > 0xff);
  if (at === -1) findings.error("I57", element);
  else if (isExotic) findings.warning("I56", element);
  else findings.error("I56", element);
}

/** I58 and I59: the hash or hint beside an element. */
function judgeBeside(image: HiveImage, kind: string, place: number, name: string): void {
  const beside = image.dword(place);
  if (kind === "lh" && beside !== nameHash(name)) image.findings.error("I58", place);
  if (kind !== "lf" || beside === nameHint(name)) return;
  // Without a first letter there is no hint, and names are compared.
  if (beside % 0x100 === 0) image.findings.warning("I59", place);
  else image.findings.error("I59", place);
}
