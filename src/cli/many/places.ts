import type { FileSystem } from "../../index.ts";

/** Hives at work by where they really lie: one that is named twice is worked on twice, but not at the same time. */
export class Places {
  readonly #fs: FileSystem;
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(fs: FileSystem) {
    this.#fs = fs;
  }

  /** Does the work once everyone who came before to the same place has ended. */
  alone<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
    const place = this.#realPath(path);
    const before = this.#last.get(place);
    const result = before === undefined ? work() : before.then(work, work);
    this.#last.set(place, result);
    const leave = (): void => {
      if (this.#last.get(place) === result) this.#last.delete(place);
    };
    result.then(leave, leave);
    return result;
  }

  #realPath(path: string): string {
    try {
      return this.#fs.realpathSync(path);
    } catch {
      return path; // whoever opens it will say why
    }
  }
}
