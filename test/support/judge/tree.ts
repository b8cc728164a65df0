import { KEY_NODE } from "../layout-transcription.ts";
import type { StructureView } from "../structure-view.ts";
import type { HiveImage } from "./hive-image.ts";
import { judgeClassName, judgeKeyNode } from "./key-nodes.ts";
import { type JudgedSubkey, judgeSubkeys, type SubkeyVisit } from "./subkey-lists.ts";
import { type JudgedValue, judgeValues } from "./values.ts";

/** Keys that lie deeper are not looked at (I40). The root is level 0. */
const DEEPEST_LEVEL = 512;

/** The security cell that each key names, in the order of a walk: the place of the reference. */
export type SecurityReferences = number[];

/** I28 to I76 of everything below the root: each key, its class name, its values, then its subkeys, each in turn. */
export function judgeTree(image: HiveImage, root: number): SecurityReferences {
  const securityReferences: SecurityReferences = [];
  const visit = (offset: number, parent: number | undefined, level: number): JudgedSubkey => {
    image.owned.add(offset);
    const { start } = image.cell(offset);
    const node = image.view(KEY_NODE, start);
    const name = judgeKeyNode(image, offset, parent);
    securityReferences.push(node.at("security"));
    const classSize = judgeClassName(image, node);
    const values = judgeValues(image, node);
    const visitSubkey: SubkeyVisit = (subkey) => {
      if (level < DEEPEST_LEVEL) return visit(subkey, offset, level + 1);
      image.owned.add(subkey);
      image.findings.error("I40", image.cell(subkey).start);
      return { name: undefined, classSize: 0 };
    };
    const subkeys = judgeSubkeys(image, node, offset, visitSubkey);
    judgeHints(image, node, subkeys, values);
    return { name, classSize };
  };
  visit(root, undefined, 0);
  return securityReferences;
}

/** I46 to I49: what callers size their buffers by is no less than the largest there is. */
function judgeHints(
  { findings }: HiveImage,
  node: StructureView,
  subkeys: readonly JudgedSubkey[],
  values: readonly JudgedValue[] | undefined,
): void {
  const nameSize = ({ name }: { readonly name: string | undefined }): number => (name ?? "").length * 2;
  const hints: [code: string, field: string, sizes: number[]][] = [
    ["I46", "largestSubkeyNameSize", subkeys.map(nameSize)],
    ["I47", "largestSubkeyClassSize", subkeys.map(({ classSize }) => classSize)],
    ["I48", "largestValueNameSize", (values ?? []).map(nameSize)],
    ["I49", "largestValueDataSize", (values ?? []).map(({ dataSize }) => dataSize)],
  ];
  for (const [code, field, sizes] of hints) {
    const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
    if (node.number(field) < largest) findings.error(code, node.at(field));
  }
}
