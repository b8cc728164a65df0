import {
  ADMINISTRATORS,
  KEY_ALL_ACCESS,
  KEY_READ,
  RESTRICTED,
  SYSTEM,
  securityDescriptor,
  USER,
} from "../../fixtures/build/security.ts";
import type { CellStream } from "./cell-stream.ts";

const DESCRIPTORS: readonly Uint8Array[] = [
  securityDescriptor(
    [USER, KEY_ALL_ACCESS],
    [SYSTEM, KEY_ALL_ACCESS],
    [ADMINISTRATORS, KEY_ALL_ACCESS],
    [RESTRICTED, KEY_READ],
  ),
  securityDescriptor([SYSTEM, KEY_ALL_ACCESS], [ADMINISTRATORS, KEY_READ]),
  securityDescriptor([SYSTEM, KEY_ALL_ACCESS]),
];

/** The few security cells that all keys share, in their ring. */
export class SecurityRing {
  readonly #cells: CellStream;
  readonly #offsets: number[];
  readonly #references: number[] = DESCRIPTORS.map(() => 0);

  constructor(cells: CellStream) {
    this.#cells = cells;
    this.#offsets = DESCRIPTORS.map((descriptor) => cells.allocate(20 + descriptor.length));
  }

  /** Offset of one of the cells, for one more key. */
  refer(choice: number): number {
    const index = choice % DESCRIPTORS.length;
    this.#references[index] = (this.#references[index] ?? 0) + 1;
    return this.#offsets[index] ?? 0;
  }

  /** Writes the cells, when it is known how many keys refer to each. */
  finish(): void {
    DESCRIPTORS.forEach((descriptor, index) => {
      const head = Buffer.alloc(20);
      head.write("sk", 0, "latin1");
      head.writeUInt32LE(this.#offsets[(index + 1) % DESCRIPTORS.length] ?? 0, 4);
      head.writeUInt32LE(this.#offsets.at(index - 1) ?? 0, 8);
      head.writeUInt32LE(this.#references[index] ?? 0, 12);
      head.writeUInt32LE(descriptor.length, 16);
      this.#cells.put(this.#offsets[index] ?? 0, Buffer.concat([head, descriptor]));
    });
  }
}
