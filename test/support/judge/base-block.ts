import { BASE_BLOCK, HIVE_BIN, KEY_NODE } from "../layout-transcription.ts";
import { StructureView } from "../structure-view.ts";
import { headerChecksum } from "./arithmetic.ts";
import type { Findings } from "./finding.ts";
import { type HiveImage, PAGE } from "./hive-image.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;

/** I7 and I8, of the file as it lies. `isCompleted`: its logs bring back what it lacks. */
export function judgeDirtiness(bytes: Uint8Array, isCompleted: boolean, findings: Findings): void {
  const header = new StructureView(bytes, BASE_BLOCK, 0);
  const note = isCompleted ? findings.info.bind(findings) : findings.error.bind(findings);
  if (header.number("checksum") !== headerChecksum(bytes)) note("I7", header.at("checksum"));
  if (header.number("primarySequence") !== header.number("secondarySequence"))
    note("I8", header.at("secondarySequence"));
}

/** I2 to I6, I9 to I12, I14 to I17 and I19. False where what follows is of another format, and says nothing. */
export function judgeBaseBlock(image: HiveImage): boolean {
  const { baseBlock: header, findings, minor } = image;
  const number = (field: string): number => header.number(field);
  if (header.text("signature") !== "regf") findings.error("I2", 0);
  if (number("majorVersion") !== 1) findings.error("I3", header.at("majorVersion"));
  if (minor > 6) findings.error("I4", header.at("minorVersion"));
  else if (minor <= 2) findings.warning("I4", header.at("minorVersion"));
  if (number("fileType") !== 0) findings.error("I5", header.at("fileType"));
  if (number("fileFormat") !== 1) findings.error("I6", header.at("fileFormat"));
  judgeSizes(image);
  const factor = number("clusteringFactor");
  if (factor >= 2 && factor <= 8) findings.warning("I12", header.at("clusteringFactor"));
  else if (factor !== 1) findings.error("I12", header.at("clusteringFactor"));
  judgeFlags(image);
  judgeFileName(image);
  const boot = ["bootType", "bootRecover"].find((field) => number(field) !== 0);
  if (boot !== undefined) findings.warning("I19", header.at(boot));
  if (image.binsEnd > 0 && image.signature(PAGE, 4) === "hbin") {
    const first = image.view(HIVE_BIN, PAGE);
    if (first.time("timestamp") !== header.time("lastWritten")) findings.warning("I17", first.at("timestamp"));
  }
  return isKnownVersion(header);
}

/** Others are formats of which nothing is known (I3, I4). */
export function isKnownVersion(header: StructureView): boolean {
  return header.number("majorVersion") === 1 && header.number("minorVersion") <= 6;
}

/** I9 to I11: where the hive bins end, by the base block or by what there is. */
function judgeSizes(image: HiveImage): void {
  const { baseBlock: header, findings, bytes } = image;
  const binsSize = header.number("hiveBinsDataSize");
  const place = header.at("hiveBinsDataSize");
  const there = Math.floor((bytes.length - PAGE) / PAGE) * PAGE;
  const isPossible = binsSize > 0 && binsSize % PAGE === 0;
  if (!isPossible) findings.error("I9", place);
  else if (PAGE + binsSize > bytes.length) findings.error("I10", place);
  image.binsEnd = isPossible ? Math.min(binsSize, there) : there;
  if (!isPossible) return;
  const trailing = bytes.subarray(PAGE + binsSize).findIndex((byte) => byte !== 0);
  if (trailing !== -1) findings.warning("I11", PAGE + binsSize + trailing);
}

/** I14 and I15. Without the marks of those who write these fields they hold remnants, from before version 1.6 on. */
function judgeFlags({ baseBlock: header, findings, minor }: HiveImage): void {
  const flags = header.number("flags");
  const byKernel = header.text("guidSignature") === "rmtm";
  if (byKernel && flags % 2 === 1) findings.warning("I14", header.at("flags"));
  if (!byKernel && header.text("offregSignature") !== "OfRg" && minor < 6) return;
  const known = minor >= 6 ? 3 : 1;
  if ((flags & ~known) !== 0) findings.warning("I15", header.at("flags"));
}

/** I16: up to the first NUL, letters in whole pairs. */
function judgeFileName({ baseBlock: header, findings }: HiveImage): void {
  const name = Buffer.from(header.bytes("fileName")).toString("utf16le");
  const end = name.indexOf("\0");
  if (end === -1 || LONE_SURROGATE.test(name.slice(0, end))) findings.warning("I16", header.at("fileName"));
}

/** I13 and I18, once the cells are known. The offset of the root cell, if there is a key node. */
export function judgeRoot(image: HiveImage): number | undefined {
  const { baseBlock: header, findings } = image;
  const root = header.number("rootCell");
  if (!image.holds(root, "nk", KEY_NODE)) {
    findings.error("I13", header.at("rootCell"));
    return undefined;
  }
  const node = image.view(KEY_NODE, image.cell(root).start);
  if ((node.number("flags") & 0x4) === 0) findings.warning("I18", node.at("flags"));
  return root;
}
