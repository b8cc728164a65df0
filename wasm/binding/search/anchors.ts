/** A byte that is looked at before all others: where it stands in a match, which of its bits, and what they must be. */
export interface Anchor {
  readonly place: number;
  readonly bits: number;
  readonly value: number;
}

/** The two places whose bytes are rarest in hives; one place twice where there is no other. Takes what may stand at each. */
export function chooseAnchors(places: readonly (readonly number[])[]): [Anchor, Anchor] {
  const anchors = places.map(anchorOf).sort((a, b) => frequency(a) - frequency(b));
  const [first] = anchors;
  if (first === undefined) throw new RangeError("a pattern without bytes");
  return [first, anchors[1] ?? first];
}

/** Where several bytes may stand, the bits that they share; others that share these pass, and are told from them later. */
function anchorOf(bytes: readonly number[], place: number): Anchor {
  const all = bytes.reduce((left, right) => left & right, 0xff);
  const any = bytes.reduce((left, right) => left | right, 0);
  const bits = 0xff & ~(all ^ any);
  return { place, bits, value: all & bits };
}

function frequency({ bits, value }: Anchor): number {
  let sum = 0;
  for (let byte = 0; byte < 256; byte++) if ((byte & bits) === value) sum += frequencyOf(byte);
  return sum;
}

const LETTERS = "etaoinsrlcdmpuhgfvbwyxkzjq";

/** About how often a byte is met in a hive, in thousandths. */
function frequencyOf(byte: number): number {
  if (byte === 0) return 450;
  if (byte === 0xff) return 60;
  const letter = LETTERS.indexOf(String.fromCharCode(byte).toLowerCase());
  if (letter !== -1) return byte >= 0x61 ? 30 - letter : 8;
  return byte < 0x30 ? 7 : byte < 0x3a ? 8 : 2;
}
