import { spawnSync } from "node:child_process";
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import type { TemporaryFolder } from "./temporary-folder.ts";

const SIZE = 32 << 20;

/** An NTFS volume in a file, which ntfs-3g mounts by way of FUSE. */
export class NtfsVolume implements Disposable {
  readonly image: string;
  readonly root: string;
  #isMounted = false;

  private constructor(folder: TemporaryFolder) {
    this.image = folder.file("volume.img");
    this.root = folder.file("drive");
  }

  /** A new volume, mounted; where that is refused, or a program is missing, what was said. */
  static make(folder: TemporaryFolder): NtfsVolume | { readonly refused: string } {
    const volume = new NtfsVolume(folder);
    writeFileSync(volume.image, "");
    truncateSync(volume.image, SIZE);
    mkdirSync(volume.root);
    for (const program of ["ntfsinfo", "ntfssecaudit", "setfattr", "getfattr"]) {
      if (spawnSync(program, ["--help"]).error !== undefined) return { refused: `${program} is not installed` };
    }
    try {
      run("mkntfs", "-F", "-Q", "-q", volume.image);
      volume.mount();
      return volume;
    } catch (error) {
      return { refused: String(error) };
    }
  }

  mount(): void {
    run("ntfs-3g", "-o", "streams_interface=xattr", this.image, this.root);
    this.#isMounted = true;
  }

  unmount(): void {
    run("umount", this.root);
    this.#isMounted = false;
  }

  /** Sets an attribute of a file; a name with `system.ntfs_` is a field of NTFS, one with `user.` a stream. */
  set(path: string, name: string, value: Uint8Array): void {
    run("setfattr", "-n", name, "-v", `0x${Buffer.from(value).toString("hex")}`, `${this.root}/${path}`);
  }

  get(path: string, name: string): string {
    return run("getfattr", "--only-values", "-n", name, `${this.root}/${path}`).toString("hex");
  }

  /**
   * What lies about a file on the unmounted volume, as ntfsinfo and ntfssecaudit see it, but for what any writing changes:
   * the times of the last change and access, and the sequence number of the record.
   */
  testimony(path: string): string[] {
    const info = run("ntfsinfo", "-v", "-F", path, this.image).toString().split("\n");
    const security = run("ntfssecaudit", "-v", this.image, path).toString().split("\n");
    return [...info.filter((line) => !CHANGING.test(line)), ...security];
  }

  [Symbol.dispose](): void {
    if (this.#isMounted) this.unmount();
  }
}

const CHANGING = /File Altered Time|MFT Changed Time|Last Accessed Time|Upd\. Seq\. Number|LogFile Seq\. Number/;

function run(program: string, ...args: string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env: { ...process.env, LC_ALL: "C", PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return stdout;
}
