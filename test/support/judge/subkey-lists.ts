import { KEY_NODE, SUBKEY_LIST, sizeOf } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import { firstDifference, nameHash, nameHint, unitsOf, upcasedUnits } from "./arithmetic.ts";
import { type CellData, type HiveImage, NIL } from "./hive-image.ts";

/** A subkey as its parent's list and hints see it. */
export interface JudgedSubkey {
  readonly name: string | undefined;
  readonly classSize: number;
}

export type SubkeyVisit = (offset: number) => JudgedSubkey;

interface Leaf extends CellData {
  readonly kind: string;
  readonly count: number;
}

const HEAD = sizeOf(SUBKEY_LIST);
const WIDTHS: Readonly<Record<string, number>> = { li: 4, lf: 8, lh: 8, ri: 4 };

/** I33, I39, I43 and I52 to I62: the list of a key's subkeys, and through `visit` the subkeys themselves. */
export function judgeSubkeys(image: HiveImage, node: StructureView, key: number, visit: SubkeyVisit): JudgedSubkey[] {
  const { findings } = image;
  const count = node.number("subkeyCount");
  const isNamed = node.number("subkeyList") !== NIL;
  const place = node.at("subkeyList");
  if (count === 0 && isNamed) findings.warning("I43", place);
  if (count > 0 && !isNamed) findings.error("I43", place);
  if (count === 0 || !isNamed) return [];
  const leaves = leavesOf(image, place);
  judgeStyle(image, leaves.found);
  const listed = leaves.found.reduce((sum, leaf) => sum + leaf.count, 0);
  if (leaves.areAll && listed !== count) findings.error("I55", node.at("subkeyCount"));
  return judgeElements(image, leaves.found, key, visit);
}

/** The leaves that can be read; whether these are all. */
function leavesOf(image: HiveImage, place: number): { found: Leaf[]; areAll: boolean } {
  const list = ownList(image, place);
  if (list === undefined) return { found: [], areAll: false };
  if (list.kind !== "ri") return { found: [list], areAll: true };
  if (list.count > 1013) image.findings.warning("I61", list.start + 2);
  const found: Leaf[] = [];
  for (let index = 0; index < list.count; index++) {
    const element = list.start + HEAD + index * 4;
    if (image.holds(image.dword(element), "ri", SUBKEY_LIST)) {
      image.findings.error("I54", element);
      continue;
    }
    const leaf = ownList(image, element);
    if (leaf !== undefined) found.push(leaf);
  }
  return { found, areAll: found.length === list.count };
}

/** A list that is one, with all its elements in its cell (I52, I53). */
function ownList(image: HiveImage, place: number): Leaf | undefined {
  const { findings } = image;
  const cell = image.follow(place);
  if (cell === undefined) return undefined;
  const kind = image.signature(cell.start);
  const width = WIDTHS[kind];
  if (width === undefined) {
    findings.error("I52", cell.start);
    return undefined;
  }
  if (!image.take(cell, place)) return undefined;
  const count = image.word(cell.start + 2);
  if (count > 0 && HEAD + count * width <= cell.size) return { ...cell, kind, count };
  findings.error("I53", cell.start + 2);
  return undefined;
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

function judgeElements(image: HiveImage, leaves: readonly Leaf[], key: number, visit: SubkeyVisit): JudgedSubkey[] {
  const subkeys: JudgedSubkey[] = [];
  let previous: string | undefined;
  for (const { kind, start, count } of leaves) {
    const width = WIDTHS[kind] ?? 4;
    for (let index = 0; index < count; index++) {
      const element = start + HEAD + index * width;
      const offset = subkeyAt(image, element, key);
      if (offset === undefined) continue;
      const subkey = visit(offset);
      subkeys.push(subkey);
      if (subkey.name === undefined) continue;
      judgeOrder(image, element, previous, subkey.name);
      if (kind !== "li") judgeBeside(image, kind, element + 4, subkey.name);
      previous = subkey.name;
    }
  }
  return subkeys;
}

/** The key node that an element leads to; one without its signature is still told by what it says (I33). */
function subkeyAt(image: HiveImage, element: number, parent: number): number | undefined {
  const { findings } = image;
  const cell = image.follow(element);
  if (cell === undefined) return undefined;
  const { offset, start, size } = cell;
  if (image.holds(offset, "nk", KEY_NODE)) {
    if (!image.owned.has(offset)) return offset;
    findings.error("I39", element);
    return undefined;
  }
  if (size >= sizeOf(KEY_NODE) && !image.owned.has(offset)) {
    const node = image.view(KEY_NODE, start);
    if (node.number("parent") === parent && sizeOf(KEY_NODE) + node.number("nameSize") <= size) {
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
  if (at !== -1 && (left[at] ?? -1) < (right[at] ?? -1)) return;
  // Tables of uppercase letters have grown: a difference of exotic letters only may be right by an older one.
  const isExotic = [unitsOf(previous)[at] ?? 0, unitsOf(name)[at] ?? 0].some((unit) => unit > 0xff);
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
