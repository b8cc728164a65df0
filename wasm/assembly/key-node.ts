// Key node (nk): 76 bytes, then the name.
import {
  BAD_SIGNATURE,
  IN_KEY_NODE,
  KEY_ACCESS_BITS,
  KEY_CLASS,
  KEY_CLASS_SIZE,
  KEY_DEBUG,
  KEY_FLAGS,
  KEY_LARGEST_CLASS,
  KEY_LARGEST_SUBKEY_NAME,
  KEY_LARGEST_VALUE_DATA,
  KEY_LARGEST_VALUE_NAME,
  KEY_LAST_WRITTEN_HIGH,
  KEY_LAST_WRITTEN_LOW,
  KEY_LAYER_BITS,
  KEY_NAME_ADDRESS,
  KEY_NAME_COMPRESSED,
  KEY_NAME_SIZE,
  KEY_PARENT,
  KEY_SECURITY,
  KEY_SUBKEY_COUNT,
  KEY_SUBKEY_LIST,
  KEY_USER_FLAGS,
  KEY_VALUE_COUNT,
  KEY_VALUE_COUNT_FIELD,
  KEY_VALUE_LIST,
  KEY_VOLATILE_SUBKEY_COUNT,
  RULE_SIGNATURE,
} from "./abi.ts";
import { minorVersion } from "./base-block.ts";
import { cell, dataFileOffsetOf, moreOfCell } from "./cell.ts";
import {
  KEY_FLAG_COMPRESSED_NAME,
  KEY_FLAG_PREDEFINED_HANDLE,
  KEY_NODE_ACCESS_BITS,
  KEY_NODE_CLASS,
  KEY_NODE_CLASS_SIZE,
  KEY_NODE_DEBUG,
  KEY_NODE_FLAGS,
  KEY_NODE_LARGEST_CLASS,
  KEY_NODE_LARGEST_SUBKEY_NAME,
  KEY_NODE_LARGEST_VALUE_DATA,
  KEY_NODE_LARGEST_VALUE_NAME,
  KEY_NODE_LAST_WRITTEN,
  KEY_NODE_LAYER_BITS,
  KEY_NODE_NAME_SIZE,
  KEY_NODE_PARENT,
  KEY_NODE_SECURITY,
  KEY_NODE_SIGNATURE,
  KEY_NODE_SIZE,
  KEY_NODE_SUBKEY_COUNT,
  KEY_NODE_SUBKEY_LIST,
  KEY_NODE_USER_FLAGS,
  KEY_NODE_VALUE_COUNT,
  KEY_NODE_VALUE_LIST,
  KEY_NODE_VOLATILE_SUBKEY_COUNT,
  OLD_CELL_MINOR,
  SIGNATURE_NK,
} from "./layout.ts";
import { result, u8At, u16At, u32At } from "./memory.ts";
import { compareWithInput, nameHolds } from "./name.ts";
import { fail } from "./status.ts";

/** Lets a key node in, name and all, and returns its address; 0 after a fault. */
export function keyNode(offset: u32): u32 {
  const key = cell(offset, IN_KEY_NODE, KEY_NODE_SIZE);
  if (key == 0) return 0;
  const at = dataFileOffsetOf(offset);
  if (u16At(key + KEY_NODE_SIGNATURE) != SIGNATURE_NK) {
    return fail(BAD_SIGNATURE, IN_KEY_NODE, RULE_SIGNATURE, at, SIGNATURE_NK, u16At(key + KEY_NODE_SIGNATURE));
  }
  if (!nameHolds(IN_KEY_NODE, at + KEY_NODE_NAME_SIZE, keyNameSize(key), hasCompressedName(key), false)) return 0;
  return moreOfCell(offset, IN_KEY_NODE, key, KEY_NODE_SIZE + keyNameSize(key));
}

export function keyNameSize(key: u32): u32 {
  return u16At(key + KEY_NODE_NAME_SIZE);
}

/** Version 1.1 knows no compressed names, whatever the flag says. */
export function hasCompressedName(key: u32): bool {
  return minorVersion > OLD_CELL_MINOR && (u16At(key + KEY_NODE_FLAGS) & KEY_FLAG_COMPRESSED_NAME) != 0;
}

export function subkeyCount(key: u32): u32 {
  return u32At(key + KEY_NODE_SUBKEY_COUNT);
}

export function subkeyListOf(key: u32): u32 {
  return u32At(key + KEY_NODE_SUBKEY_LIST);
}

/** Count of values; a predefined handle stands in the same field and counts nothing. */
export function valueCount(key: u32): u32 {
  return (u16At(key + KEY_NODE_FLAGS) & KEY_FLAG_PREDEFINED_HANDLE) != 0 ? 0 : u32At(key + KEY_NODE_VALUE_COUNT);
}

export function valueListOf(key: u32): u32 {
  return u32At(key + KEY_NODE_VALUE_LIST);
}

/** Compares the name of the key at `offset` with the one in INPUT; meaningless after a fault. */
export function compareKeyWithInput(offset: u32, inputLength: u32): i32 {
  const key = keyNode(offset);
  if (key == 0) return 0;
  return compareWithInput(key + KEY_NODE_SIZE, keyNameSize(key), hasCompressedName(key), inputLength);
}

/** Lays a key node's fields out in the result record. */
export function describeKeyNode(offset: u32): void {
  const key = keyNode(offset);
  if (key == 0) return;
  result(KEY_FLAGS, u16At(key + KEY_NODE_FLAGS));
  result(KEY_LAST_WRITTEN_LOW, u32At(key + KEY_NODE_LAST_WRITTEN));
  result(KEY_LAST_WRITTEN_HIGH, u32At(key + KEY_NODE_LAST_WRITTEN + 4));
  result(KEY_PARENT, u32At(key + KEY_NODE_PARENT));
  result(KEY_SUBKEY_COUNT, subkeyCount(key));
  result(KEY_VALUE_COUNT, valueCount(key));
  result(KEY_CLASS_SIZE, u16At(key + KEY_NODE_CLASS_SIZE));
  result(KEY_NAME_ADDRESS, key + KEY_NODE_SIZE);
  result(KEY_NAME_SIZE, keyNameSize(key));
  result(KEY_NAME_COMPRESSED, hasCompressedName(key) ? 1 : 0);
  result(KEY_SECURITY, u32At(key + KEY_NODE_SECURITY));
  describeRest(key);
}

/** What a look-up never asks for. Until version 1.1 another field stands where the bits for access and layers came later. */
function describeRest(key: u32): void {
  const hasBits = minorVersion > OLD_CELL_MINOR;
  result(KEY_CLASS, u32At(key + KEY_NODE_CLASS));
  result(KEY_ACCESS_BITS, hasBits ? u8At(key + KEY_NODE_ACCESS_BITS) : 0);
  result(KEY_LAYER_BITS, hasBits ? u8At(key + KEY_NODE_LAYER_BITS) : 0);
  result(KEY_USER_FLAGS, u8At(key + KEY_NODE_USER_FLAGS));
  result(KEY_DEBUG, u8At(key + KEY_NODE_DEBUG));
  result(KEY_VOLATILE_SUBKEY_COUNT, u32At(key + KEY_NODE_VOLATILE_SUBKEY_COUNT));
  result(KEY_SUBKEY_LIST, subkeyListOf(key));
  result(KEY_VALUE_LIST, valueListOf(key));
  result(KEY_VALUE_COUNT_FIELD, u32At(key + KEY_NODE_VALUE_COUNT));
  result(KEY_LARGEST_SUBKEY_NAME, u16At(key + KEY_NODE_LARGEST_SUBKEY_NAME));
  result(KEY_LARGEST_CLASS, u32At(key + KEY_NODE_LARGEST_CLASS));
  result(KEY_LARGEST_VALUE_NAME, u32At(key + KEY_NODE_LARGEST_VALUE_NAME));
  result(KEY_LARGEST_VALUE_DATA, u32At(key + KEY_NODE_LARGEST_VALUE_DATA));
}
