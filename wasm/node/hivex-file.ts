import { basename } from "node:path";
import { Engine, fileError, type HivexCommit, type HivexStore, type PageSource, planCommit } from "hivex-wasm";
import { checkTouched } from "./check-touched.ts";
import { filePageSource } from "./file-page-source.ts";
import type { FileSystem } from "./file-system.ts";
import { assertSameLogs, type Companions, findCompanions } from "./find-logs.ts";
import type { HiveFile } from "./hive-file.ts";
import { assertIdentity, type HiveIdentity, identityOf } from "./hive-identity.ts";
import { joinedError } from "./joined-error.ts";
import { chooseLogFormat } from "./log-format.ts";
import type { ProcessFacts } from "./process-facts.ts";
import { ReadCounter, ReadOnlyFile } from "./read-only-file.ts";
import { realPathOf } from "./real-path.ts";
import { Surroundings } from "./surroundings.ts";
import { blocking } from "./sync-points.ts";
import { writeGuarded } from "./write-guarded.ts";
import { outputObstacle, writeOutput } from "./write-output.ts";
import { type EditPermissions, writingObstacles } from "./writing-obstacles.ts";
import { EDIT_WORDS } from "./writing-words.ts";

/** A hive's file as `Hivex` reads and writes it; opened for reading only until there is something to commit. */
export class HivexFile implements HivexStore {
  readonly #fs: FileSystem;
  readonly #realPath: string;
  readonly #whoWrites: () => ProcessFacts;
  readonly #permissions: EditPermissions;
  readonly #counter = new ReadCounter();
  readonly #surroundings: Surroundings;
  #opened: OpenedFile;

  /** Throws a HiveError where there is no such file, or none that may be read. */
  constructor(fs: FileSystem, path: string, whoWrites: () => ProcessFacts, permissions: EditPermissions) {
    this.#fs = fs;
    this.#surroundings = new Surroundings(fs);
    this.#whoWrites = whoWrites;
    this.#permissions = permissions;
    this.#realPath = realPathOf(fs, path);
    this.#opened = this.#open();
  }

  get size(): number {
    return this.#opened.source.size;
  }

  read(fileOffset: number, target: Uint8Array): number {
    return this.#opened.source.read(fileOffset, target);
  }

  close(): void {
    this.#opened.file.close();
  }

  commit(work: HivexCommit): boolean {
    if (!work.engine.isChanged) return false;
    for (const warning of this.#writeBack(work)) work.warn(warning);
    this.#opened.file.close();
    this.#opened = this.#open();
    return true;
  }

  commitTo(filename: string, work: HivexCommit): boolean {
    if (this.#isOurs(filename)) return this.commit(work);
    const [obstacle, ...others] = outputObstacle(this.#fs, filename);
    if (obstacle !== undefined) throw joinedError(obstacle, others);
    checkTouched(work.engine, work.touched).warnings.forEach(work.warn);
    const origin = { fs: this.#fs, counter: this.#counter, assertUnchanged: () => this.#assertUnchanged() };
    writeOutput(origin, work.engine.committed(), filename);
    return false;
  }

  /** As `hivetool` commits an edit: through a log, guarded, and read back. */
  #writeBack({ engine, touched }: HivexCommit): readonly string[] {
    const file: HiveFile = {
      fs: this.#fs,
      realPath: this.#realPath,
      processFacts: this.#whoWrites(),
      counter: this.#counter,
      hive: engine,
      companions: this.#opened.companions,
      surroundings: this.#surroundings,
      logs: this.#opened.companions.logs,
      identity: this.#opened.identity,
    };
    const [obstacle, ...others] = writingObstacles(file, this.#permissions);
    if (obstacle !== undefined) throw joinedError(obstacle, others);
    const { warnings, validate } = checkTouched(engine, touched);
    const { format } = chooseLogFormat(file);
    const steps = planCommit(engine, { format, logs: file.logs.map(({ role, size }) => ({ role, size })) });
    const next = (engine.baseBlock.primarySequence + 1) >>> 0;
    const verify = (fresh: PageSource): void => lookOver(fresh, next, validate, this.#realPath);
    const { breakLock = false } = this.#permissions;
    return [...warnings, ...blocking(writeGuarded(file, { steps, verify, breakLock, words: EDIT_WORDS })).warnings];
  }

  /** What has been read may be mixed when the file has changed meanwhile. */
  #assertUnchanged(): void {
    assertIdentity(this.#fs, this.#realPath, this.#opened.identity, this.#counter);
    assertSameLogs(this.#fs, this.#realPath, this.#opened.companions.logs, this.#counter);
  }

  #isOurs(path: string): boolean {
    try {
      return this.#fs.realpathSync(path) === this.#realPath;
    } catch {
      return false; // as a rule it is not there yet
    }
  }

  #open(): OpenedFile {
    const file = ReadOnlyFile.open(this.#fs, this.#realPath, "the hive", this.#counter);
    try {
      // Read once: what is compared later is what the engine has seen.
      const start = file.start(BASE_BLOCK_SIZE);
      const companions = findCompanions(this.#fs, this.#realPath, this.#counter, this.#surroundings);
      return { file, source: filePageSource(file, start), identity: identityOf(file, start), companions };
    } catch (error) {
      file.close();
      throw error;
    }
  }
}

interface OpenedFile {
  readonly file: ReadOnlyFile;
  readonly source: PageSource;
  /** As it was when it was opened; the logs and namesakes beside it likewise. */
  readonly identity: HiveIdentity;
  readonly companions: Companions;
}

const BASE_BLOCK_SIZE = 4096;

function lookOver(source: PageSource, sequence: number, validate: (fresh: Engine) => void, path: string): void {
  const fresh = Engine.open(source);
  try {
    validate(fresh);
    if (!fresh.baseBlock.isDirty && fresh.baseBlock.primarySequence === sequence) return;
    throw fileError("read-back-differs", `${basename(path)} is not as it was to be committed`, { path });
  } finally {
    fresh.close();
  }
}
