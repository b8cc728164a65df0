import { OPERATION_NAMES, operationOf } from "../edit/operations.ts";
import { asItStands } from "./changes/as-it-stands.ts";
import { addAce, protectAcl, removeAces, setOwner } from "./changes/change-security.ts";
import { copyKey } from "./changes/copy-key.ts";
import { deleteKey } from "./changes/delete-key.ts";
import { deleteValue } from "./changes/delete-value.ts";
import { moveKey } from "./changes/move-key.ts";
import { renameKey } from "./changes/rename-key.ts";
import { renameValue } from "./changes/rename-value.ts";
import { replaceText } from "./changes/replace-text.ts";
import { clearBits, setBits } from "./changes/set-bits.ts";
import { setConnectionSettings } from "./changes/set-connection-settings.ts";
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
  "replace-text": replaceText,
  "set-bits": setBits,
  "clear-bits": clearBits,
  "set-connection-settings": setConnectionSettings,
  "set-security": setSecurity,
  "add-ace": addAce,
  "remove-aces": removeAces,
  "set-owner": setOwner,
  "protect-acl": protectAcl,
};
