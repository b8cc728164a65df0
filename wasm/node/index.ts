/** hivex-wasm/node: hives in files. Everything public is named here. */

export { backUp } from "./back-up.ts";
export { checkTouched } from "./check-touched.ts";
export { type AttributeTools, systemAttributeTools } from "./extended-attributes.ts";
export { filePageSource } from "./file-page-source.ts";
export { type FileSystem, mayBeTerminal, nodeFileSystem, writeToDescriptor } from "./file-system.ts";
export { assertSameLogs, type Companions, type FoundLog, findCompanions } from "./find-logs.ts";
export { type GuardState, guardBeside } from "./guard.ts";
export type { HiveFile } from "./hive-file.ts";
export { assertIdentity, type HiveIdentity, identityOf } from "./hive-identity.ts";
export { type HivexOpenOptions, hivexOpen } from "./hivex-open.ts";
export { joinedError } from "./joined-error.ts";
export { chooseLogFormat, type LogFormatChoice } from "./log-format.ts";
export { makeFolder } from "./make-folder.ts";
export { createNewFile } from "./new-file.ts";
export { type ProcessFacts, processFactsOf } from "./process-facts.ts";
export { ReadCounter, ReadOnlyFile, type ReadStatistics } from "./read-only-file.ts";
export { realPathOf } from "./real-path.ts";
export { replaceHive } from "./replace-hive.ts";
export { replaceObstacles } from "./replace-obstacles.ts";
export { syncFolder } from "./sync-folder.ts";
export { systemCode, systemError } from "./system-error.ts";
export { WritableFile } from "./writable-file.ts";
export { assertNotWritten, writeGuarded } from "./write-guarded.ts";
export { type Append, writeNewFile } from "./write-new-file.ts";
export { outputObstacle, writeOutput } from "./write-output.ts";
export { type EditPermissions, headerObstacles, writingObstacles } from "./writing-obstacles.ts";
export { EDIT_WORDS, RECOVERY_WORDS } from "./writing-words.ts";
