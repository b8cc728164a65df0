import type { Operation } from "./operation.ts";
import { type CopyKey, copyKey } from "./ops/copy-key.ts";
import { type CreateKey, createKey } from "./ops/create-key.ts";
import { type DeleteKey, deleteKey } from "./ops/delete-key.ts";
import { type DeleteValue, deleteValue } from "./ops/delete-value.ts";
import { type MoveKey, moveKey } from "./ops/move-key.ts";
import { type OrderValues, orderValues } from "./ops/order-values.ts";
import { type RenameKey, renameKey } from "./ops/rename-key.ts";
import { type RenameValue, renameValue } from "./ops/rename-value.ts";
import { type ReplaceSid, replaceSid } from "./ops/replace-sid.ts";
import { type SetData, setData } from "./ops/set-data.ts";
import { type SetDescriptor, setDescriptor } from "./ops/set-descriptor.ts";
import { type SetFlags, setFlags } from "./ops/set-flags.ts";
import { type SetSecurity, setSecurity } from "./ops/set-security.ts";
import { type SetTime, setTime } from "./ops/set-time.ts";
import { type SetValue, setValue } from "./ops/set-value.ts";

/** One change of a plan; `op` tells which. */
export type Change =
  | SetData
  | SetValue
  | DeleteValue
  | RenameValue
  | CreateKey
  | DeleteKey
  | RenameKey
  | MoveKey
  | CopyKey
  | SetSecurity
  | ReplaceSid
  | SetDescriptor
  | SetTime
  | SetFlags
  | OrderValues;

const OPERATIONS: { readonly [Op in Change["op"]]: Operation<Extract<Change, { readonly op: Op }>> } = {
  "set-data": setData,
  "set-value": setValue,
  "delete-value": deleteValue,
  "rename-value": renameValue,
  "create-key": createKey,
  "delete-key": deleteKey,
  "rename-key": renameKey,
  "move-key": moveKey,
  "copy-key": copyKey,
  "set-security": setSecurity,
  "replace-sid": replaceSid,
  "set-descriptor": setDescriptor,
  "set-time": setTime,
  "set-flags": setFlags,
  "order-values": orderValues,
};

/** The names of all kinds of change. */
export const OPERATION_NAMES = Object.keys(OPERATIONS) as readonly Change["op"][];

/** What knows how to do a kind of change. */
export function operationOf(op: Change["op"]): Operation<Change> {
  return OPERATIONS[op] as Operation<Change>;
}
