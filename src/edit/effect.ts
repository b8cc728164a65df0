/** A value as it stands, or will stand. */
export interface ValueState {
  readonly name: string;
  /** The type's number. */
  readonly type: number;
  readonly data: Uint8Array;
}

/** What a change does to one value: without `old` it is new, without `new` it goes. */
export interface ValueEffect {
  readonly kind: "value";
  /** Path of the key as the hive spells it. */
  readonly key: string;
  readonly old?: ValueState;
  readonly new?: ValueState;
  /** Paths of the keys that have to be created for it. */
  readonly createdKeys: readonly string[];
  /** It is so already: nothing to do. */
  readonly isDone: boolean;
}

/** A key with what is below it. */
export interface KeyState {
  readonly path: string;
  readonly className?: string;
  /** Keys below it, on all levels. */
  readonly keys: number;
  /** Values of it and of all keys below it. */
  readonly values: number;
}

/** What a change does to a key: without `old` it is new, without `new` it goes, with both it moves or changes its class. */
export interface KeyEffect {
  readonly kind: "key";
  readonly old?: KeyState;
  readonly new?: KeyState;
  /** `old` stays where it is. */
  readonly isCopy: boolean;
  /** Paths of the keys that have to be created for it, without itself. */
  readonly createdKeys: readonly string[];
  readonly isDone: boolean;
}

/** What a change does to security descriptors. */
export interface SecurityEffect {
  readonly kind: "security";
  /** Path of the key; the empty path for the whole hive. */
  readonly key: string;
  /** The key's own descriptor as SDDL, or the SID that goes. */
  readonly old: string;
  readonly new: string;
  /** Keys that get another descriptor. */
  readonly keys: number;
  readonly isDone: boolean;
}

/** What a change does to something that a key says of itself. */
export interface KeyFactEffect {
  readonly kind: "key-fact";
  readonly key: string;
  readonly fact: "time" | "flags" | "value-order";
  /** A time in ISO 8601, flags by their numbers and names, the names of values. */
  readonly old: string;
  readonly new: string;
  readonly isDone: boolean;
}

/** What a change does, or has done. */
export type Effect = ValueEffect | KeyEffect | SecurityEffect | KeyFactEffect;
