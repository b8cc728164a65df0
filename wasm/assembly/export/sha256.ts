// SHA-256, for the format that tells data by its digest. The state lies in a static area; bytes come in any pieces.
import { copyBytes, put8, put32, u32At, zeroBytes } from "../memory.ts";

// biome-ignore format: a table
const ROUNDS: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
const BLOCK_SIZE: u32 = 64;
const AREA: usize = memory.data(64 * 4 + 64 + 8 * 4); // message schedule, block, state

let filled: u32 = 0; // bytes of the block
let total: u64 = 0;

function schedule(): u32 {
  return AREA as u32;
}

function block(): u32 {
  return (AREA as u32) + 256;
}

function state(index: u32): u32 {
  return (AREA as u32) + 256 + BLOCK_SIZE + index * 4;
}

export function beginDigest(): void {
  filled = 0;
  total = 0;
  put32(state(0), 0x6a09e667);
  put32(state(1), 0xbb67ae85);
  put32(state(2), 0x3c6ef372);
  put32(state(3), 0xa54ff53a);
  put32(state(4), 0x510e527f);
  put32(state(5), 0x9b05688c);
  put32(state(6), 0x1f83d9ab);
  put32(state(7), 0x5be0cd19);
}

export function addToDigest(address: u32, size: u32): void {
  total += size;
  while (size != 0) {
    const room = BLOCK_SIZE - filled;
    const part = size < room ? size : room;
    copyBytes(block() + filled, address, part);
    filled += part;
    address += part;
    size -= part;
    if (filled == BLOCK_SIZE) digestBlock();
  }
}

/** Ends the digest; byte `index` of it can then be asked for. */
export function endDigest(): void {
  const bits = total * 8;
  put8(block() + filled, 0x80);
  filled++;
  if (filled > BLOCK_SIZE - 8) {
    zeroBytes(block() + filled, BLOCK_SIZE - filled);
    digestBlock();
  }
  zeroBytes(block() + filled, BLOCK_SIZE - filled);
  for (let index: u32 = 0; index < 8; index++) put8(block() + 63 - index, (bits >> (index * 8)) as u32);
  digestBlock();
}

export function digestByte(index: u32): u32 {
  return (u32At(state(index / 4)) >> (24 - (index % 4) * 8)) & 0xff;
}

function digestBlock(): void {
  filled = 0;
  const w = schedule();
  for (let at = w; at < w + 64; at += 4) put32(at, bigEndian(block() + (at - w)));
  for (let at = w + 64; at < w + 256; at += 4) {
    put32(at, u32At(at - 64) + small0(u32At(at - 60)) + u32At(at - 28) + small1(u32At(at - 8)));
  }
  rounds(w);
}

/** Eight rounds at a time, so that the eight words of the state come back to their places. */
function rounds(w: u32): void {
  let a = u32At(state(0));
  let b = u32At(state(1));
  let c = u32At(state(2));
  let d = u32At(state(3));
  let e = u32At(state(4));
  let f = u32At(state(5));
  let g = u32At(state(6));
  let h = u32At(state(7));
  for (let index: u32 = 0; index < 64; index += 8) {
    const constants = (ROUNDS as u32) + index * 4;
    const words = w + index * 4;
    h += large1(e) + choice(e, f, g) + u32At(constants) + u32At(words);
    d += h;
    h += large0(a) + majority(a, b, c);
    g += large1(d) + choice(d, e, f) + u32At(constants + 4) + u32At(words + 4);
    c += g;
    g += large0(h) + majority(h, a, b);
    f += large1(c) + choice(c, d, e) + u32At(constants + 8) + u32At(words + 8);
    b += f;
    f += large0(g) + majority(g, h, a);
    e += large1(b) + choice(b, c, d) + u32At(constants + 12) + u32At(words + 12);
    a += e;
    e += large0(f) + majority(f, g, h);
    d += large1(a) + choice(a, b, c) + u32At(constants + 16) + u32At(words + 16);
    h += d;
    d += large0(e) + majority(e, f, g);
    c += large1(h) + choice(h, a, b) + u32At(constants + 20) + u32At(words + 20);
    g += c;
    c += large0(d) + majority(d, e, f);
    b += large1(g) + choice(g, h, a) + u32At(constants + 24) + u32At(words + 24);
    f += b;
    b += large0(c) + majority(c, d, e);
    a += large1(f) + choice(f, g, h) + u32At(constants + 28) + u32At(words + 28);
    e += a;
    a += large0(b) + majority(b, c, d);
  }
  add(0, a);
  add(1, b);
  add(2, c);
  add(3, d);
  add(4, e);
  add(5, f);
  add(6, g);
  add(7, h);
}

function small0(word: u32): u32 {
  return rotr<u32>(word, 7) ^ rotr<u32>(word, 18) ^ (word >> 3);
}

function small1(word: u32): u32 {
  return rotr<u32>(word, 17) ^ rotr<u32>(word, 19) ^ (word >> 10);
}

function large0(word: u32): u32 {
  return rotr<u32>(word, 2) ^ rotr<u32>(word, 13) ^ rotr<u32>(word, 22);
}

function large1(word: u32): u32 {
  return rotr<u32>(word, 6) ^ rotr<u32>(word, 11) ^ rotr<u32>(word, 25);
}

function choice(e: u32, f: u32, g: u32): u32 {
  return g ^ (e & (f ^ g));
}

function majority(a: u32, b: u32, c: u32): u32 {
  return (a & b) | (c & (a | b));
}

function add(index: u32, value: u32): void {
  put32(state(index), u32At(state(index)) + value);
}

function bigEndian(address: u32): u32 {
  return bswap<u32>(u32At(address));
}
