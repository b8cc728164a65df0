// Digests of values' data. Four are made at once, so a digest comes later than the line that it stands in: the line leaves
// room for it. By the end of a step all rooms are filled.
import { copyLoosely, put8, put32, put64, putV128, u32At } from "../memory.ts";
import { dataSize } from "../value.ts";
import { dataPiece, pieceSize } from "../value-data.ts";
import { wholeData } from "./data-text.ts";
import { emitAt, out } from "./emit.ts";
import { putEightBytes } from "./hex-digits.ts";
import { beginLane, digestBlocks, digestWord } from "./sha256.ts";

const ROOM: u32 = 16; // digits: the first eight bytes, half of what people usually show
const BLOCK: u32 = 64;

// A lane: what it is at
const LANE_COUNT: u32 = 4;
const LANE_SIZE: u32 = 32;
const RECORD: u32 = 0;
const WHOLE: u32 = 4; // address of data that lies in one piece, else 0
const SIZE: u32 = 8;
const POSITION: u32 = 12; // of the next block
const BLOCKS_LEFT: u32 = 16; // 0: the lane is free
const TARGET: u32 = 20; // address of the room
const BLOCK_AT: u32 = 24;
const LANES: usize = memory.data(4 * 32);
const BUFFER_SIZE: u32 = 96; // a block, and what loose copies write too far
const BUFFERS: usize = memory.data(4 * 96);

let busy: u32 = 0;
let partSize: u32 = 0; // bytes of the piece last found

export function beginDigests(): void {
  busy = 0;
  for (let lane: u32 = 0; lane < LANE_COUNT; lane++) {
    put32(laneAt(lane) + BLOCKS_LEFT, 0);
    put32(laneAt(lane) + BLOCK_AT, bufferOf(lane));
  }
}

/** Leaves room for the digest of the data of a value, all of which is there. */
export function emitDigest(record: u32): void {
  while (busy == LANE_COUNT) digestOneBlockEach();
  let lane: u32 = 0;
  while (u32At(laneAt(lane) + BLOCKS_LEFT) != 0) lane++;
  const at = laneAt(lane);
  const size = dataSize(record);
  put32(at + RECORD, record);
  put32(at + WHOLE, wholeData);
  put32(at + SIZE, size);
  put32(at + POSITION, 0);
  put32(at + BLOCKS_LEFT, (size + 8) / BLOCK + 1);
  put32(at + TARGET, out);
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
  const first = bswap<u32>(digestWord(lane, 0)) as u64;
  const second = bswap<u32>(digestWord(lane, 1)) as u64;
  putEightBytes(u32At(laneAt(lane) + TARGET), i64x2.splat(first | (second << 32)));
  busy--;
}

/** Address of a lane's next block: where it lies, or a copy where it lies in parts or has to be padded. */
function nextBlock(lane: u32): u32 {
  const at = laneAt(lane);
  const size = u32At(at + SIZE);
  const from = u32At(at + POSITION);
  put32(at + POSITION, from + BLOCK);
  const data = from < size ? size - from : 0;
  if (data >= BLOCK) {
    const piece = pieceAt(at, from);
    if (partSize >= BLOCK) return piece;
  }
  const buffer = bufferOf(lane);
  for (let part: u32 = 0; part < BLOCK; part += 16) putV128(buffer + part, i64x2.splat(0));
  let filled: u32 = 0;
  while (filled < BLOCK && filled < data) {
    const piece = pieceAt(at, from + filled);
    const part = partSize < BLOCK - filled ? partSize : BLOCK - filled;
    copyLoosely(buffer + filled, piece, part);
    filled += part;
  }
  putV128(buffer + filled, i64x2.splat(0));
  putV128(buffer + filled + 16, i64x2.splat(0));
  if (from + filled == size && filled < BLOCK) put8(buffer + filled, 0x80);
  if (u32At(at + BLOCKS_LEFT) == 1) put64(buffer + 56, bswap<u64>((size as u64) * 8));
  return buffer;
}

/** Address of data from a position on; `partSize` tells how much of it lies there. */
function pieceAt(lane: u32, position: u32): u32 {
  const whole = u32At(lane + WHOLE);
  if (whole != 0) {
    partSize = u32At(lane + SIZE) - position;
    return whole + position;
  }
  const piece = dataPiece(u32At(lane + RECORD), position);
  partSize = pieceSize;
  return piece;
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
