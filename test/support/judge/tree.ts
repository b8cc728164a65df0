import { KEY_NODE } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import type { HiveImage, StoredName } from "./hive-image.ts";
import { judgeClassName, judgeKeyNode } from "./key-nodes.ts";
import type { SecurityCells } from "./security.ts";
import { type JudgedSubkey, judgeSubkeys, ownSubkeyList } from "./subkey-lists.ts";
import { type JudgedValue, judgeLink, judgeValues, ownValueList } from "./values.ts";

/** Keys that lie deeper are not looked at (I40): with the root, at level 0, there are 512 levels. */
const DEEPEST_LEVEL = 511;

/**
 * I28 to I77 of the root and everything below: each key, its class name, its
 * security, its lists, its values, then each subkey.
 */
export function judgeTree(image: HiveImage, root: number, security: SecurityCells): void {
  const visit = (offset: number, parent: number | undefined, level: number): JudgedSubkey => {
    const node = image.view(KEY_NODE, image.cell(offset).start);
    const name = judgeKeyNode(image, offset, parent);
    const classSize = judgeClassName(image, node);
    security.refer(node.at("security"));
    judgeLink(image, node);
    const valueList = ownValueList(image, node);
    const subkeyList = ownSubkeyList(image, node);
    const values = valueList ? judgeValues(image, node.number("valueCount"), valueList) : [];
    const listing = {
      key: offset,
      mayBeDeeper: level < DEEPEST_LEVEL,
      visit: (subkey: number) => visit(subkey, offset, level + 1),
    };
    const subkeys = subkeyList ? judgeSubkeys(image, node, subkeyList, listing) : [];
    judgeHints(image, node, subkeys, values);
    return { name, classSize };
  };
  image.owned.add(root);
  visit(root, undefined, 0);
}

/** I46 to I49: what callers size their buffers by is no less than the largest there is. */
function judgeHints(
  { findings }: HiveImage,
  node: StructureView,
  subkeys: readonly JudgedSubkey[],
  values: readonly JudgedValue[],
): void {
  const nameSize = ({ name }: { readonly name: StoredName }): number => name.size;
  const hints: [code: string, field: string, sizes: number[]][] = [
    ["I46", "largestSubkeyNameSize", subkeys.map(nameSize)],
    ["I47", "largestSubkeyClassSize", subkeys.map(({ classSize }) => classSize)],
    ["I48", "largestValueNameSize", values.map(nameSize)],
    ["I49", "largestValueDataSize", values.map(({ dataSize }) => dataSize)],
  ];
  for (const [code, field, sizes] of hints) {
    const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
    if (node.number(field) >= largest) continue;
    // Windows XP left this 0 in keys that it had copied.
    if (code === "I46" && node.number(field) === 0) findings.warning(code, node.at(field));
    else findings.error(code, node.at(field));
  }
}
