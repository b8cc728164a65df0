/** What a hive is for, by the place where it lies. */
export type HiveRole =
  | "user"
  | "default-user"
  | "user-classes"
  | "service"
  | "machine"
  | "amcache"
  | "syscache"
  | "bcd"
  | "app"
  | "backup"
  | "other";

/** Whose a hive is, as far as it can be told. */
export interface HiveOwner {
  /** The user's name: the name of the profile's folder, without the suffixes that Windows adds. */
  readonly name: string;
  /** From the computer's list of profiles, or from the folder's name. */
  readonly sid?: string;
}

/** A hive below a root. */
export interface FoundHive {
  /** The root as it was given, and the path below it as it is spelled on the disk. */
  readonly path: string;
  readonly role: HiveRole;
  readonly owner?: HiveOwner;
  /** The folder of the Windows that it belongs to, where there is one. */
  readonly windows?: string;
}

/** Something below a root that was not looked at. */
export interface PassedBy {
  readonly path: string;
  readonly reason: string;
}
