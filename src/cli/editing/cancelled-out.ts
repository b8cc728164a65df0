import { compareHives, type OpenedHive, openHive, type PreviewedChange } from "../../index.ts";

/**
 * Whether a later change of an edit has undone what earlier ones did, so that the hive says what it said before, but for times.
 * Hives are compared only where changes meet; `mayMeet` knows of changes that are not told.
 */
export function haveCancelledOut(
  opened: OpenedHive,
  changes: readonly PreviewedChange[],
  mayMeet?: () => boolean,
): boolean {
  return (doMeet(changes) || (mayMeet?.() ?? false)) && isAsItWas(opened);
}

/** Whether two changes are about one place, or one about something within the place of the other. */
function doMeet(changes: readonly PreviewedChange[]): boolean {
  const places = new Set<string>();
  const around = new Set<string>();
  for (const change of changes) {
    if (change.isDone) continue;
    const own = placesOf(change).map((place) => place.toUpperCase());
    if (own.some((place) => around.has(place) || keysOf(place).some((key) => places.has(key)))) return true;
    for (const place of own) {
      places.add(place);
      for (const key of keysOf(place)) around.add(key);
    }
  }
  return false;
}

/** Paths of keys end with a backslash here; behind it stands what of the key is changed, where that is not all of it. */
function placesOf(change: PreviewedChange): string[] {
  if (change.kind === "key") return [change.old, change.new].flatMap((key) => (key ? [`${key.path}\\`] : []));
  const place = `${change.key}\\`;
  if (change.kind === "security") return [`${place}security`];
  if (change.kind === "key-fact") return [`${place}${change.fact}`];
  return [change.old, change.new].flatMap((value) => (value ? [`${place}value ${value.name}`] : []));
}

/** A place itself, and the keys that it is in. */
function keysOf(place: string): string[] {
  const keys = [place];
  for (let end = place.indexOf("\\"); end >= 0; end = place.indexOf("\\", end + 1)) keys.push(place.slice(0, end + 1));
  return keys;
}

function isAsItWas(opened: OpenedHive): boolean {
  const before = openHive(opened.path, { fs: opened.fs });
  try {
    const what = { classes: true, security: true, flags: true, order: true };
    for (const _ of compareHives(before.hive, opened.hive, what)) return false;
    return true;
  } finally {
    before.close();
  }
}
