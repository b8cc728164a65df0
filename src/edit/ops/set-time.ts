import { filetimeFromIso, filetimeToIso } from "../../hive/filetime.ts";
import type { Operation } from "../operation.ts";
import { badPlan } from "../plan-members.ts";

/** Gives a key a last-write time, whatever time the edit itself gives. */
export interface SetTime {
  readonly op: "set-time";
  readonly key: string;
  /** ISO 8601 with at most seven digits of a second, and with Z or an offset. */
  readonly time: string;
}

export const setTime: Operation<SetTime> = {
  required: ["key", "time"],
  optional: [],
  parse(members) {
    const change: SetTime = { op: "set-time", key: members.text("key"), time: members.text("time") };
    timeOf(change);
    return change;
  },
  apply(hive, change) {
    const key = hive.key(change.key);
    const time = timeOf(change);
    const isDone = key.lastWritten === time;
    if (!isDone) hive.engine.editing.setKeyTime(key.offset, time);
    const [old, wanted] = [filetimeToIso(key.lastWritten), filetimeToIso(time)];
    return { kind: "key-fact", key: key.path, fact: "time", old, new: wanted, isDone };
  },
  expect: (state, change) => state.wantTime(change.key, timeOf(change)),
};

function timeOf({ time }: SetTime): bigint {
  const filetime = filetimeFromIso(time);
  if (filetime === undefined) throw badPlan("time", "must be a time in ISO 8601, with Z or an offset");
  return filetime;
}
