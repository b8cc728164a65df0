// The bulk verb that tells keys of two hives apart without a string a key: a keyed hash of what each key holds by itself,
// in the order of the walk. Names count as UTF-16, however they are stored; values in the order of their list.
import {
  FINGERPRINT_CLASSES,
  FINGERPRINT_FLAGS,
  FINGERPRINT_SECURITY,
  FINGERPRINT_SIZE,
  FINGERPRINT_TIMES,
  IN_CLASS_NAME,
  INPUT,
  OUTPUT,
  OUTPUT_SIZE,
  PATH,
  STEP_VISITS,
} from "../abi.ts";
import { rootOffset } from "../base-block.ts";
import { cell } from "../cell.ts";
import { hasCompressedName, keyNameSize, valueCount } from "../key-node.ts";
import {
  KEY_FLAG_PREDEFINED_HANDLE,
  KEY_FLAG_SYMBOLIC_LINK,
  KEY_NODE_CLASS,
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_FLAGS,
  KEY_NODE_LAST_WRITTEN,
  KEY_NODE_SECURITY,
  KEY_NODE_SIZE,
  KEY_NODE_USER_FLAGS,
  NIL,
  SECURITY_DESCRIPTOR_SIZE,
  SECURITY_SIZE,
  VALUE_SIZE,
} from "../layout.ts";
import { put32, put64, u8At, u16At, u32At, u64At, zeroBytes } from "../memory.ts";
import { bulkRead } from "../paging.ts";
import { security } from "../security.ts";
import { failed } from "../status.ts";
import { dataSize, value, hasCompressedName as valueIsCompressed, valueNameSize, valueType } from "../value.ts";
import { dataPiece, pieceSize } from "../value-data.ts";
import { beginWalk, enterKey, keyAt, leaveKey, level, nextChild, nextValue } from "../walk.ts";
import { addBytes, addLatin1, addWord, beginSip, endSip, setSipKey, sipHigh, sipLow } from "./sip-hash.ts";

// Hashes of security cells met lately: offset, unused, hash
const SEEN: u32 = PATH; // no export goes on at the same time
const SEEN_SIZE: u32 = 24;
const SEEN_COUNT: u32 = 4096;
const COMPARED_FLAGS: u32 = KEY_FLAG_SYMBOLIC_LINK | KEY_FLAG_PREDEFINED_HANDLE;
// All but those that say where a key is, and how its name is stored
const SETTABLE_FLAGS: u32 = 0xffd8;

let parts: u32 = 0;
let entering: u32 = NIL;
let visits: u32 = 0;

export function startFingerprints(key: u32, what: u32): void {
  beginWalk();
  bulkRead(true);
  setSipKey(u64At(INPUT), u64At(INPUT + 8));
  zeroBytes(SEEN, SEEN_SIZE * SEEN_COUNT);
  parts = what;
  entering = key;
}

/** Where the records of this step end, with the lowest bit set when there is more. */
export function listFingerprints(): u32 {
  let end: u32 = OUTPUT;
  for (visits = 0; visits < STEP_VISITS && end + FINGERPRINT_SIZE <= OUTPUT + OUTPUT_SIZE; visits++) {
    if (entering != NIL) {
      const key = enterKey(entering);
      if (key == 0 || !hashSecurity(key) || !hashKey(key)) return end;
      put32(end, level as u32);
      put32(end + 4, entering);
      put64(end + 8, sipLow);
      put64(end + 16, sipHigh);
      end += FINGERPRINT_SIZE;
    }
    entering = nextChild();
    if (failed()) return end;
    if (entering != NIL) continue;
    leaveKey();
    if (level >= 0) continue;
    bulkRead(false);
    return end;
  }
  return end | 1;
}

function hashKey(key: u32): bool {
  const isRoot = keyAt(level) == rootOffset();
  beginSip();
  if (!isRoot) addName(key + KEY_NODE_SIZE, keyNameSize(key), hasCompressedName(key));
  const flags = u16At(key + KEY_NODE_FLAGS);
  const hasFlags = (parts & FINGERPRINT_FLAGS) != 0;
  addWord(flags & (hasFlags ? SETTABLE_FLAGS | COMPARED_FLAGS : COMPARED_FLAGS));
  if (hasFlags) addWord(u8At(key + KEY_NODE_USER_FLAGS));
  if ((parts & FINGERPRINT_TIMES) != 0) addWord(u64At(key + KEY_NODE_LAST_WRITTEN));
  if ((parts & FINGERPRINT_CLASSES) != 0) addClass(key);
  if ((parts & FINGERPRINT_SECURITY) != 0) addBytes(seenAt(u32At(key + KEY_NODE_SECURITY)) + 8, 16);
  addWord(valueCount(key));
  for (let offset = nextValue(); offset != NIL && !failed(); offset = nextValue()) addValue(offset);
  endSip();
  return !failed();
}

function addName(address: u32, size: u32, isCompressed: bool): void {
  addWord(isCompressed ? size * 2 : size);
  if (isCompressed) addLatin1(address, size);
  else addBytes(address, size);
}

function addClass(key: u32): void {
  const size = u16At(key + KEY_NODE_CLASS_SIZE);
  addWord(size);
  const address: u32 = size == 0 ? 0 : cell(u32At(key + KEY_NODE_CLASS), IN_CLASS_NAME, size);
  if (address != 0) addBytes(address, size);
}

function addValue(offset: u32): void {
  const record = value(offset);
  if (record == 0) return;
  visits++;
  addName(record + VALUE_SIZE, valueNameSize(record), valueIsCompressed(record));
  const size = dataSize(record);
  addWord(((valueType(record) as u64) << 32) | (size as u64));
  // Every piece but the last one is a multiple of eight bytes, wherever a version of the format cuts them.
  for (let position: u32 = 0; position < size; position += pieceSize) {
    const piece = dataPiece(record, position);
    if (piece == 0) return;
    addBytes(piece, pieceSize);
  }
}

/** Makes the hash of a key's descriptor, which it shares with others, to be found at `seenAt`; false after a fault. */
function hashSecurity(key: u32): bool {
  if ((parts & FINGERPRINT_SECURITY) == 0) return true;
  const offset = u32At(key + KEY_NODE_SECURITY);
  const seen = seenAt(offset);
  if (u32At(seen) == offset && offset != 0) return true;
  const record = security(offset);
  if (record == 0) return false;
  const size = u32At(record + SECURITY_DESCRIPTOR_SIZE);
  beginSip();
  addWord(size);
  addBytes(record + SECURITY_SIZE, size);
  endSip();
  put32(seen, offset);
  put64(seen + 8, sipLow);
  put64(seen + 16, sipHigh);
  return true;
}

function seenAt(offset: u32): u32 {
  return SEEN + ((offset >> 3) % SEEN_COUNT) * SEEN_SIZE;
}
