import { layout } from "hivex-wasm";
import { parseSecurityDescriptorText } from "../../hive/sddl/parse-descriptor.ts";
import { parseSecurityDescriptor } from "../../hive/security-descriptor.ts";
import { securityDescriptorBytes } from "../../hive/security-descriptor-bytes.ts";
import type { CellMap } from "./cell-map.ts";
import type { HiveImage } from "./hive-image.ts";

/** What a root gets where no descriptor of the hive can be read: administrators and the system may do everything. */
const LAST_RESORT = "O:BAG:BAD:(A;CI;KA;;;BA)(A;CI;KA;;;SY)";

/** Stands for that descriptor; no security cell lies there. */
export const NO_CELL: number = layout.NIL;

/** Reads security descriptors, each cell once. */
export class SecurityReader {
  readonly #image: HiveImage;
  readonly #cells: CellMap;
  readonly #known = new Map<number, Uint8Array | { readonly code: string; readonly message: string }>();

  constructor(image: HiveImage, cells: CellMap) {
    this.#image = image;
    this.#cells = cells;
  }

  /** The descriptor in a security cell, or why it cannot be taken. */
  read(offset: number): Uint8Array | { readonly code: string; readonly message: string } {
    let known = this.#known.get(offset);
    if (known === undefined) {
      known = offset === NO_CELL ? lastResort() : this.#look(offset);
      this.#known.set(offset, known);
    }
    return known;
  }

  isReadable(offset: number): boolean {
    return offset !== NO_CELL && this.read(offset) instanceof Uint8Array;
  }

  #look(offset: number): Uint8Array | { code: string; message: string } {
    const cell = this.#cells.cell(offset);
    if (cell === undefined || cell.reach < layout.SECURITY_SIZE)
      return { code: "I77", message: "the place of its security cell leads nowhere" };
    const image = this.#image;
    const isSigned = image.u16(cell.data + layout.SECURITY_SIGNATURE) === layout.SIGNATURE_SK;
    const size = image.u32(cell.data + layout.SECURITY_DESCRIPTOR_SIZE);
    const code = isSigned ? "I82" : "I77";
    if (size > cell.reach - layout.SECURITY_SIZE)
      return { code, message: "its security descriptor does not fit its cell" };
    const bytes = image.slice(cell.data + layout.SECURITY_SIZE, size);
    return isDescriptor(bytes) ? bytes : { code, message: "its security descriptor cannot be read" };
  }
}

function isDescriptor(bytes: Uint8Array): boolean {
  try {
    parseSecurityDescriptor(bytes);
    return true;
  } catch {
    return false;
  }
}

function lastResort(): Uint8Array {
  return securityDescriptorBytes(parseSecurityDescriptorText(LAST_RESORT));
}
