// Digests of values' data. Four are made at once, so a digest comes later than the line that it stands in: the line leaves
// room for it. By the end of a step all rooms are filled.
import { copyLoosely, put32, put64, putV128, u32At, u64At, v128At } from "../memory.ts";
import { dataSize } from "../value.ts";
import { dataPiece, pieceSize } from "../value-data.ts";
import { wholeData } from "./data-text.ts";
import { emitAt, out } from "./emit.ts";
import { putEightBytes } from "./hex-digits.ts";
import { forgetDigests, isRemembered, markOf, rememberDigest, rememberedDigest } from "./remembered-digests.ts";
import { beginLane, digestBlocks, digestWord } from "./sha256.ts";

const ROOM: u32 = 16; // digits: the first eight bytes, half of what people usually show
const BLOCK: u32 = 64;

// A lane: what it is at
const LANE_COUNT: u32 = 4;
const LANE_SIZE: u32 = 40;
const RECORD: u32 = 0;
const WHOLE: u32 = 4; // address of data that lies in one piece or is empty, else 0
const SIZE: u32 = 8;
const POSITION: u32 = 12; // of the next block
const BLOCKS_LEFT: u32 = 16; // 0: the lane is free
const TARGET: u32 = 20; // address of the room
const BLOCK_AT: u32 = 24;
const MARK: u32 = 32; // by which the digest will be remembered
const LANES: usize = memory.data(4 * 40);
const BUFFER_SIZE: u32 = 96; // a block, and what loose copies write too far
const BUFFERS: usize = memory.data(4 * 96);

// biome-ignore format: a table
const PLACES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

let busy: u32 = 0;

export function beginDigests(): void {
  forgetDigests();
  busy = 0;
  for (let lane: u32 = 0; lane < LANE_COUNT; lane++) {
    put32(laneAt(lane) + BLOCKS_LEFT, 0);
    put32(laneAt(lane) + BLOCK_AT, bufferOf(lane));
  }
}

/** Leaves room for the digest of the data of a value, all of which is there. */
export function emitDigest(record: u32): void {
  const size = dataSize(record);
  const whole = size == 0 ? record : wholeData;
  const mark = whole == 0 ? 0 : markOf(whole, size);
  if (whole != 0 && isRemembered(mark, whole, size)) {
    putDigest(out, rememberedDigest(mark));
    emitAt(out + ROOM);
    return;
  }
  while (busy == LANE_COUNT) digestOneBlockEach();
  let lane: u32 = 0;
  while (u32At(laneAt(lane) + BLOCKS_LEFT) != 0) lane++;
  const at = laneAt(lane);
  put32(at + RECORD, record);
  put32(at + WHOLE, whole);
  put32(at + SIZE, size);
  put32(at + POSITION, 0);
  put32(at + BLOCKS_LEFT, (size + 8) / BLOCK + 1);
  put32(at + TARGET, out);
  put64(at + MARK, mark);
  beginLane(lane);
  busy++;
  emitAt(out + ROOM);
}

/** Fills the rooms that are still empty. */
export function endDigests(): void {
  while (busy != 0) digestOneBlockEach();
}

function digestOneBlockEach(): void {
  for (let lane: u32 = 0; lane < LANE_COUNT; lane++) {
    if (u32At(laneAt(lane) + BLOCKS_LEFT) != 0) put32(laneAt(lane) + BLOCK_AT, nextBlock(lane));
  }
  digestBlocks(blockOf(0), blockOf(1), blockOf(2), blockOf(3));
  for (let lane: u32 = 0; lane < LANE_COUNT; lane++) {
    const left = u32At(laneAt(lane) + BLOCKS_LEFT);
    if (left == 0) continue;
    put32(laneAt(lane) + BLOCKS_LEFT, left - 1);
    if (left == 1) fillRoom(lane);
  }
}

function fillRoom(lane: u32): void {
  const at = laneAt(lane);
  const digest = (bswap<u32>(digestWord(lane, 0)) as u64) | ((bswap<u32>(digestWord(lane, 1)) as u64) << 32);
  putDigest(u32At(at + TARGET), digest);
  if (u32At(at + WHOLE) != 0) rememberDigest(u64At(at + MARK), u32At(at + WHOLE), u32At(at + SIZE), digest);
  busy--;
}

function putDigest(room: u32, digest: u64): void {
  putEightBytes(room, i64x2.splat(digest));
}

/** Address of a lane's next block: where it lies, or a copy where it lies in parts or has to be padded. */
function nextBlock(lane: u32): u32 {
  const at = laneAt(lane);
  const size = u32At(at + SIZE);
  const from = u32At(at + POSITION);
  put32(at + POSITION, from + BLOCK);
  const whole = u32At(at + WHOLE);
  const buffer = bufferOf(lane);
  if (whole != 0) {
    if (from + BLOCK <= size) return whole + from;
    putPadded(buffer, whole + from, size - from);
  } else {
    let filled: u32 = 0;
    while (filled < BLOCK && from + filled < size) {
      const piece = dataPiece(u32At(at + RECORD), from + filled);
      if (filled == 0 && pieceSize >= BLOCK) return piece;
      const part = pieceSize < BLOCK - filled ? pieceSize : BLOCK - filled;
      copyLoosely(buffer + filled, piece, part);
      filled += part;
    }
    if (filled < BLOCK) putPadded(buffer, buffer, size - from);
  }
  if (u32At(at + BLOCKS_LEFT) == 1) put64(buffer + 56, bswap<u64>((size as u64) * 8));
  return buffer;
}

/** Puts a text's last bytes as a block: behind them a one bit, where it is not in the block before, and zeros. */
function putPadded(buffer: u32, address: u32, left: u32): void {
  for (let part: u32 = 0; part < BLOCK; part += 16) {
    // The bytes that are left from here on, modulo 256: where there are less than none, that is no place in the part.
    const end = i8x16.splat((left - part) as i8);
    const bit = v128.and(i8x16.eq(PLACES, end), i8x16.splat(-128));
    const isEmpty = (part as i32) >= (left as i32);
    putV128(buffer + part, isEmpty ? bit : v128.or(bit, v128.and(v128At(address + part), i8x16.lt_u(PLACES, end))));
  }
}

function laneAt(lane: u32): u32 {
  return (LANES as u32) + lane * LANE_SIZE;
}

function bufferOf(lane: u32): u32 {
  return (BUFFERS as u32) + lane * BUFFER_SIZE;
}

function blockOf(lane: u32): u32 {
  return u32At(laneAt(lane) + BLOCK_AT);
}
