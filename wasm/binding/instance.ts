import * as abi from "../assembly/abi.ts";
import { ENGINE_BYTES } from "./engine-bytes.ts";
import { HiveError } from "./hive-error.ts";

/** The engine's exports as JavaScript sees them; every one but `initialize` returns a status. */
export interface EngineExports {
  initialize(): number;
  open(mode: number, fileSize: number, leniency: number): number;
  openToCheck(fileSize: number, timeLow: number, timeHigh: number, most: number): number;
  checkOn(): number;
  readKey(offset: number): number;
  readValue(offset: number): number;
  readSecurity(offset: number): number;
  readClassName(key: number): number;
  readCell(offset: number, position: number): number;
  readBin(offset: number): number;
  findSubkey(key: number, nameLength: number): number;
  findValue(key: number, nameLength: number): number;
  readData(value: number, position: number): number;
  start(verb: number, key: number, nameLength: number, depth: number): number;
  step(): number;
  searchFor(size: number): number;
  scan(fileOffset: number, starts: number, size: number): number;
  scanBigData(offset: number): number;
  prove(offset: number): number;
  changed(): number;
  dirtyRuns(): number;
  validateKey(key: number, pages: number): number;
  validateSubkeys(key: number, changed: number, pages: number): number;
  validateBin(offset: number, pages: number): number;
  setTime(low: number, high: number): number;
  stageLog(newFormat: number): number;
  stageHeader(primary: number, secondary: number, grown: number): number;
  beginChange(timeLow: number, timeHigh: number): number;
  keepPages(begins: number): number;
  rollback(mark: number): number;
  forget(): number;
  wipeFreed(wipe: number): number;
  createKey(parent: number, nameLength: number): number;
  deleteKey(key: number): number;
  moveKey(key: number, parent: number, nameLength: number): number;
  setClassName(key: number, length: number): number;
  setKeyTime(key: number, low: number, high: number): number;
  setKeyFlags(key: number, flags: number): number;
  setKeyUserFlags(key: number, flags: number): number;
  swapValues(key: number, one: number, other: number): number;
  setValue(key: number, nameLength: number, type: number, size: number): number;
  setValues(key: number, position: number, count: number, onlyNew: number): number;
  sameValues(key: number, position: number, count: number, from: number): number;
  putData(value: number, position: number, part: number): number;
  deleteValue(key: number, value: number): number;
  renameValue(key: number, value: number, nameLength: number): number;
  setSecurity(key: number, size: number): number;
  changeSecurity(cell: number, size: number, mayChange: number): number;
  moveSecurity(key: number, count: number, touches: number): number;
  resizeBins(size: number, root: number, resizesFile: number): number;
  putBins(offset: number, size: number): number;
  hashBegin(): number;
  hashPart(size: number): number;
  hashEnd(): number;
}

/** One instance of the engine with its memory. It serves one hive at a time, and the next one after that. */
export interface EngineInstance {
  readonly memory: WebAssembly.Memory;
  readonly exports: EngineExports;
  /** What answers page faults; set while a hive is open. */
  onFault: ((firstPage: number, count: number) => void) | undefined;
}

const INITIAL_PAGES = abi.IMAGE_BASE_READ / abi.WASM_PAGE;
const MAXIMUM_PAGES = 65536;
/** Memory never shrinks: an instance that has grown beyond this is dropped, not kept for the next hive. */
const LARGEST_KEPT = 64 * 1024 * 1024;
const MOST_KEPT = 8;

const idle: EngineInstance[] = [];
/**
 * The last one that was too large, until the garbage collector comes. What is opened right after a large hive was closed, as when
 * it has been written and is read back, gets its memory and needs none besides.
 */
let large: WeakRef<EngineInstance> | undefined;
let compiled: WebAssembly.Module | undefined;

/** An idle instance, or a new one. The module is compiled on first use. */
export function takeInstance(): EngineInstance {
  const instance = large?.deref();
  large = undefined;
  return instance ?? idle.pop() ?? createInstance();
}

/** Gives an instance back. One that threw in the middle of a change must not come here. */
export function returnInstance(instance: EngineInstance): void {
  instance.onFault = undefined;
  if (instance.memory.buffer.byteLength > LARGEST_KEPT) large = new WeakRef(instance);
  else if (idle.length < MOST_KEPT) idle.push(instance);
}

function createInstance(): EngineInstance {
  compiled ??= new WebAssembly.Module(decodeBase64(ENGINE_BYTES));
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: MAXIMUM_PAGES });
  const fault = (firstPage: number, count: number): void => instance.onFault?.(firstPage >>> 0, count >>> 0);
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory }, paging: { fault } });
  const instance: EngineInstance = { memory, exports: exports as unknown as EngineExports, onFault: undefined };
  if (instance.exports.initialize() !== abi.ABI_VERSION) {
    throw new HiveError("engine-bug", "the engine and its binding are of different versions");
  }
  return instance;
}

/** Node's own way is many times faster than the one that browsers share with it. */
/** Node's own decoder is a hundred times faster than the one that browsers have, too. */
function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  if (typeof Buffer !== "undefined") return Buffer.from(text, "base64");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
