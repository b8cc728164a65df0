// The bulk verb that tells keys of two hives apart without a string a key: a keyed hash of what each key holds by itself,
// in the order of the walk. Values count in the order of their list.
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
import {
  addBytes,
  addHead,
  addNarrowed,
  beginHash,
  endHash,
  HASH_END,
  hashHigh,
  hashLow,
  setHashKey,
} from "./keyed-hash.ts";

// Hashes of security cells met lately: offset, unused, hash
const SEEN: u32 = HASH_END;
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
  setHashKey(u64At(INPUT), u64At(INPUT + 8));
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
      put64(end + 8, hashLow);
      put64(end + 16, hashHigh);
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
  const flags = u16At(key + KEY_NODE_FLAGS);
  const hasFlags = (parts & FINGERPRINT_FLAGS) != 0;
  const compared = flags & (hasFlags ? SETTABLE_FLAGS | COMPARED_FLAGS : COMPARED_FLAGS);
  const userFlags: u32 = hasFlags ? u8At(key + KEY_NODE_USER_FLAGS) : 0;
  beginHash();
  const nameSize: u32 = isRoot ? 0 : keyNameSize(key);
  addNamed(key + KEY_NODE_SIZE, nameSize, hasCompressedName(key), (userFlags << 16) | compared, valueCount(key));
  if ((parts & FINGERPRINT_TIMES) != 0) addBytes(key + KEY_NODE_LAST_WRITTEN, 8);
  if ((parts & FINGERPRINT_CLASSES) != 0) addClass(key);
  if ((parts & FINGERPRINT_SECURITY) != 0) addBytes(seenAt(u32At(key + KEY_NODE_SECURITY)) + 8, 16);
  for (let offset = nextValue(); offset != NIL && !failed(); offset = nextValue()) addValue(offset);
  endHash();
  return !failed();
}

/** A name and two fields. It counts as Latin-1 where it can, so that nothing depends on how it is stored. */
function addNamed(address: u32, size: u32, isCompressed: bool, one: u32, two: u32): void {
  if (isCompressed) {
    addHead(size * 2, one, two);
    addBytes(address, size);
  } else if (isLatin1(address, size)) {
    addHead(size, one, two);
    addNarrowed(address, size / 2);
  } else {
    addHead(size + 1, one, two);
    addBytes(address, size);
  }
}

/** Whether UTF-16 has no unit that Latin-1 lacks. */
function isLatin1(address: u32, size: u32): bool {
  for (let at: u32 = 0; at < size; at += 2) if (u16At(address + at) > 0xff) return false;
  return true;
}

function addClass(key: u32): void {
  const size = u16At(key + KEY_NODE_CLASS_SIZE);
  const address: u32 = size == 0 ? 0 : cell(u32At(key + KEY_NODE_CLASS), IN_CLASS_NAME, size);
  addHead(size, 0, 0);
  addBytes(address, address == 0 ? 0 : size);
}

function addValue(offset: u32): void {
  const record = value(offset);
  if (record == 0) return;
  visits++;
  const size = dataSize(record);
  addNamed(record + VALUE_SIZE, valueNameSize(record), valueIsCompressed(record), valueType(record), size);
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
  beginHash();
  addHead(size, 0, 0);
  addBytes(record + SECURITY_SIZE, size);
  endHash();
  put32(seen, offset);
  put64(seen + 8, hashLow);
  put64(seen + 16, hashHigh);
  return true;
}

function seenAt(offset: u32): u32 {
  return SEEN + ((offset >> 3) % SEEN_COUNT) * SEEN_SIZE;
}
