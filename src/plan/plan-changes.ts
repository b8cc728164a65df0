import { OPERATION_NAMES, operationOf } from "../edit/operations.ts";
import { asItStands } from "./changes/as-it-stands.ts";
import { copyKey } from "./changes/copy-key.ts";
import { deleteKey } from "./changes/delete-key.ts";
import { deleteValue } from "./changes/delete-value.ts";
import { moveKey } from "./changes/move-key.ts";
import { renameKey } from "./changes/rename-key.ts";
import { renameValue } from "./changes/rename-value.ts";
import { setData } from "./changes/set-data.ts";
import { setSecurity } from "./changes/set-security.ts";
import { setIfAbsent, setValue } from "./changes/set-value.ts";
import type { PlanChange } from "./plan-change.ts";

/** All kinds of change that a plan may name; those of `OPERATION_NAMES` are among them, with all their members. */
export const PLAN_CHANGES: Readonly<Record<string, PlanChange>> = {
  ...Object.fromEntries(OPERATION_NAMES.map((name) => [name, asItStands(operationOf(name))])),
  "set-value": setValue,
  "set-if-absent": setIfAbsent,
  "set-data": setData,
  "delete-value": deleteValue,
  "rename-value": renameValue,
  "delete-key": deleteKey,
  "rename-key": renameKey,
  "move-key": moveKey,
  "copy-key": copyKey,
  "set-security": setSecurity,
};
