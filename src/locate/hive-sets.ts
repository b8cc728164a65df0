import type { HiveRole } from "./found-hive.ts";

/** Hives that belong together, as people ask for them. */
export const HIVE_SETS = {
  users: ["user"],
  classes: ["user-classes"],
  default: ["default-user"],
  service: ["service"],
  machine: ["machine", "amcache", "syscache", "bcd"],
  apps: ["app"],
  backups: ["backup"],
  all: [
    "user",
    "user-classes",
    "default-user",
    "service",
    "machine",
    "amcache",
    "syscache",
    "bcd",
    "app",
    "backup",
    "other",
  ],
} as const satisfies Record<string, readonly HiveRole[]>;

export type HiveSet = keyof typeof HIVE_SETS;

export function isHiveSet(name: string): name is HiveSet {
  return Object.hasOwn(HIVE_SETS, name);
}
