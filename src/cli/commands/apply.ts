import type { Command } from "commander";
import {
  type AppliedDocument,
  applyDocument,
  checkPlan,
  type ExitCode,
  type Hive,
  HiveError,
  type OpenedHive,
  ownerInHive,
  type PlanDocument,
  profileInHive,
  touchedKeys,
  type VariableValues,
  verifyPlan,
} from "../../index.ts";
import { bounded } from "../bounded-steps.ts";
import { CommandRun, type Report } from "../command-run.ts";
import { collected, HIVE_ARGUMENT } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type ApplySource, aboutPlan, applySource } from "../editing/apply-source.ts";
import { carryOut } from "../editing/carry-out.ts";
import { carryOutImport } from "../editing/carry-out-import.ts";
import { assertOneOutput, type EditOptions, withEditOptions, withWipeOption } from "../editing/edit-options.ts";
import { editTime } from "../editing/edit-time.ts";
import { type SettingsOptions, settingsOptionsIn, withSettingsOptions } from "../editing/settings-options.ts";
import type { HiveTarget } from "../many/hive-targets.ts";
import { applyReport } from "../render/apply.ts";

interface Options extends EditOptions, SettingsOptions {
  readonly var?: readonly string[];
}

const EXAMPLE = `hivetool apply fix.yaml NTUSER.DAT --dry-run
hivetool apply fix.reg /srv/profiles --user 'a*'
hivetool apply proxy.yaml /srv/profiles --var server=proxy.example.com --report run.jsonl
hivetool apply outlook-port NTUSER.DAT

A plan says what is to be changed: keys and values by name or by patterns, what must be
there before, and what its variables stand for. docs/plans.md tells how it is written.
What is so already is left alone, so a plan may be applied again.
"hivetool recipes" lists the plans that come with hivetool. Their names have precedence: of
a file that is called so, say the path, as in ./outlook-port.`;

/** `hivetool apply`: does what a plan or a file of settings says, in one hive or in many. */
export function addApplyCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program.command("apply").description("do what a plan says in hives, all of it or nothing in each");
  withSettingsOptions(withWipeOption(withEditOptions(command, EXAMPLE)))
    .argument("<plan>", "a recipe, a plan in YAML or JSON, a .reg or a Registry.pol file; - for stdin")
    .argument("<hive...>", HIVE_ARGUMENT)
    .option("--var <name=value>", "what a variable of the plan stands for; may be given several times", collected)
    .action(async (plan: string, hives: string[], options: Options) => {
      finish(await apply(context, plan, hives, options));
    });
}

async function apply(context: CliContext, name: string, hives: readonly string[], options: Options): Promise<ExitCode> {
  assertOneOutput(options, hives);
  const variables = variablesIn(options.var ?? []);
  const source = await applySource(name, context);
  try {
    // A plan may hold regular expressions, and come from anybody.
    if (source.kind === "plan") bounded(context, "the plan", () => checkPlan(source.document, variables));
  } catch (error) {
    throw aboutPlan(error, name);
  }
  const run = new CommandRun(context, options);
  return run.over(hives, { usual: "users", isHeaded: true, records: true, atOnce: true }, (path, target, own) =>
    own.withHive(path, { mode: "edit" }, async (opened) => {
      try {
        return await applyTo(opened, { source, target, variables }, options, own);
      } catch (error) {
        throw aboutPlan(error, name);
      }
    }),
  );
}

interface Order {
  readonly source: ApplySource;
  readonly target: HiveTarget;
  readonly variables: VariableValues;
}

async function applyTo(
  opened: OpenedHive,
  { source, target, variables }: Order,
  options: Options,
  run: CommandRun,
): Promise<Report> {
  const { path } = opened;
  if (source.kind === "settings") {
    const done = await carryOutImport(opened, source.sources, settingsOptionsIn(options), options, run);
    return applyReport({ ...done, path, passed: [] }, run.colours);
  }
  const time = editTime(options.time, run.context);
  const facts = factsOf(opened.hive, target);
  const edit = documentEdit(source.document, { time, variables, facts, path }, run.context);
  const done = await carryOut(opened, edit, options, run);
  const { plan, passed } = edit.applied;
  return applyReport({ ...done, path, plan, passed, changeCount: done.changes.length }, run.colours);
}

/** What a plan does in a hive; which changes that takes is known when it has been done. */
function documentEdit(document: PlanDocument, options: Parameters<typeof applyDocument>[2], context: CliContext) {
  let applied: AppliedDocument = { plan: { version: 1, changes: [] }, changes: [], passed: [] };
  return {
    apply(hive: Hive) {
      applied = bounded(context, "the plan", () => applyDocument(hive, document, options));
      return applied.changes;
    },
    verify: (fresh: Hive) => verifyPlan(fresh, applied.plan),
    touched: (edited: Hive) => touchedKeys(edited, applied.plan),
    get plan() {
      return applied.plan;
    },
    get applied() {
      return applied;
    },
  };
}

/** What a plan may want to know of whose hive it is: as it was found, else as it tells by itself. */
function factsOf(hive: Hive, { owner }: HiveTarget): VariableValues {
  const { name: user, sid } = { ...ownerInHive(hive), ...owner };
  const profile = profileInHive(hive);
  return { ...(user !== undefined && { user }), ...(sid !== undefined && { sid }), ...(profile && { profile }) };
}

function variablesIn(words: readonly string[]): VariableValues {
  const variables: Record<string, string> = {};
  for (const word of words) {
    const end = word.indexOf("=");
    if (end < 1) throw new HiveError("usage", `--var takes NAME=VALUE, and "${word}" is none`);
    const name = word.slice(0, end);
    if (Object.hasOwn(variables, name)) throw new HiveError("usage", `the variable ${name} is given more than once`);
    Object.defineProperty(variables, name, { value: word.slice(end + 1), enumerable: true });
  }
  return variables;
}
