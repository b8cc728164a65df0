// SHA-256 of four texts at once: each word is a vector, and each text has a lane of it. Whoever calls cuts the texts into
// blocks and pads them.
import { put32, putV128, u32At, u32Splat, v128At } from "../memory.ts";

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
const STATE: usize = memory.data(8 * 16);
const SCHEDULE: usize = memory.data(64 * 16);

/** Begins with a new text in a lane. */
export function beginLane(lane: u32): void {
  setWord(lane, 0, 0x6a09e667);
  setWord(lane, 1, 0xbb67ae85);
  setWord(lane, 2, 0x3c6ef372);
  setWord(lane, 3, 0xa54ff53a);
  setWord(lane, 4, 0x510e527f);
  setWord(lane, 5, 0x9b05688c);
  setWord(lane, 6, 0x1f83d9ab);
  setWord(lane, 7, 0x5be0cd19);
}

function setWord(lane: u32, index: u32, word: u32): void {
  put32(state(index) + lane * 4, word);
}

/** A word of a lane's digest, as a number. */
export function digestWord(lane: u32, index: u32): u32 {
  return u32At(state(index) + lane * 4);
}

function state(index: u32): u32 {
  return (STATE as u32) + index * 16;
}

/** Takes in the next 64 bytes of each lane, at the four addresses. */
export function digestBlocks(first: u32, second: u32, third: u32, fourth: u32): void {
  const w = SCHEDULE as u32;
  for (let at: u32 = 0; at < 64; at += 16) {
    transpose(w + at * 4, bigEndian(first + at), bigEndian(second + at), bigEndian(third + at), bigEndian(fourth + at));
  }
  rounds(w);
}

/** Four words of each lane become four vectors. */
function transpose(to: u32, a: v128, b: v128, c: v128, d: v128): void {
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  putV128(to, i64x2.shuffle(ab, cd, 0, 2));
  putV128(to + 16, i64x2.shuffle(ab, cd, 1, 3));
  const ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  putV128(to + 32, i64x2.shuffle(ab2, cd2, 0, 2));
  putV128(to + 48, i64x2.shuffle(ab2, cd2, 1, 3));
}

function bigEndian(address: u32): v128 {
  const four = v128At(address);
  return i8x16.shuffle(four, four, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/**
 * Eight rounds at a time, so that the eight words of the state come back to their places; before them, eight words of the
 * schedule, which keep the processor busy while each round waits for the one before. What takes longest, the large sigmas,
 * is added last.
 */
function rounds(w: u32): void {
  let a = v128At(state(0));
  let b = v128At(state(1));
  let c = v128At(state(2));
  let d = v128At(state(3));
  let e = v128At(state(4));
  let f = v128At(state(5));
  let g = v128At(state(6));
  let h = v128At(state(7));
  let x: v128;
  let y: v128;
  for (let index: u32 = 0; index < 64; index += 8) {
    const constants = (ROUNDS as u32) + index * 4;
    const words = w + index * 16;
    if (index < 48) schedule(words + 256);
    x = mixed(h, e, f, g, constants, words);
    y = large1(e);
    h = plus(plus(plus(x, y), majority(a, b, c)), large0(a));
    d = plus(plus(x, d), y);
    x = mixed(g, d, e, f, constants + 4, words + 16);
    y = large1(d);
    g = plus(plus(plus(x, y), majority(h, a, b)), large0(h));
    c = plus(plus(x, c), y);
    x = mixed(f, c, d, e, constants + 8, words + 32);
    y = large1(c);
    f = plus(plus(plus(x, y), majority(g, h, a)), large0(g));
    b = plus(plus(x, b), y);
    x = mixed(e, b, c, d, constants + 12, words + 48);
    y = large1(b);
    e = plus(plus(plus(x, y), majority(f, g, h)), large0(f));
    a = plus(plus(x, a), y);
    x = mixed(d, a, b, c, constants + 16, words + 64);
    y = large1(a);
    d = plus(plus(plus(x, y), majority(e, f, g)), large0(e));
    h = plus(plus(x, h), y);
    x = mixed(c, h, a, b, constants + 20, words + 80);
    y = large1(h);
    c = plus(plus(plus(x, y), majority(d, e, f)), large0(d));
    g = plus(plus(x, g), y);
    x = mixed(b, g, h, a, constants + 24, words + 96);
    y = large1(g);
    b = plus(plus(plus(x, y), majority(c, d, e)), large0(c));
    f = plus(plus(x, f), y);
    x = mixed(a, f, g, h, constants + 28, words + 112);
    y = large1(f);
    a = plus(plus(plus(x, y), majority(b, c, d)), large0(b));
    e = plus(plus(x, e), y);
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

/** Eight words more of the schedule; the two that each hangs on are at hand. */
function schedule(begin: u32): void {
  let even = v128At(begin - 32);
  let odd = v128At(begin - 16);
  for (let at = begin; at < begin + 128; at += 32) {
    even = plus(small1(even), earlier(at));
    odd = plus(small1(odd), earlier(at + 16));
    putV128(at, even);
    putV128(at + 16, odd);
  }
}

/** What a word of the schedule takes from those seven, fifteen and sixteen places before it. */
function earlier(at: u32): v128 {
  return plus(plus(v128At(at - 256), v128At(at - 112)), small0(v128At(at - 240)));
}

function mixed(h: v128, e: v128, f: v128, g: v128, constant: u32, word: u32): v128 {
  return plus(plus(h, plus(u32Splat(constant), v128At(word))), choice(e, f, g));
}

function plus(one: v128, other: v128): v128 {
  return i32x4.add(one, other);
}

function rotated(words: v128, by: i32): v128 {
  return v128.or(i32x4.shr_u(words, by), i32x4.shl(words, 32 - by));
}

function small0(words: v128): v128 {
  return v128.xor(v128.xor(rotated(words, 7), rotated(words, 18)), i32x4.shr_u(words, 3));
}

function small1(words: v128): v128 {
  return v128.xor(v128.xor(rotated(words, 17), rotated(words, 19)), i32x4.shr_u(words, 10));
}

function large0(words: v128): v128 {
  return v128.xor(v128.xor(rotated(words, 2), rotated(words, 13)), rotated(words, 22));
}

function large1(words: v128): v128 {
  return v128.xor(v128.xor(rotated(words, 6), rotated(words, 11)), rotated(words, 25));
}

function choice(e: v128, f: v128, g: v128): v128 {
  return v128.xor(g, v128.and(e, v128.xor(f, g)));
}

function majority(a: v128, b: v128, c: v128): v128 {
  return v128.or(v128.and(a, b), v128.and(c, v128.or(a, b)));
}

function add(index: u32, words: v128): void {
  putV128(state(index), plus(v128At(state(index)), words));
}
