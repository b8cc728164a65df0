import type { Command } from "commander";
import { type ExitCode, HiveError, type Move, planRehost, readWholeFile, rehostRules } from "../../index.ts";
import { collected } from "../common-options.ts";
import type { CliContext } from "../context.ts";
import { type EditOptions, withEditOptions } from "../editing/edit-options.ts";
import { rewriteHives } from "../editing/rewrite-hives.ts";
import {
  type RewritingCommandOptions,
  rewritingOptionsIn,
  withRewritingOptions,
} from "../editing/rewriting-options.ts";
import { linesOf, textOf } from "../editing/text-content.ts";

interface Options extends EditOptions, RewritingCommandOptions {
  readonly map?: readonly string[];
  readonly share?: readonly string[];
  readonly also?: readonly string[];
  readonly exact?: boolean;
  readonly urls?: boolean;
}

const EXAMPLE = `hivetool rehost fs1.example.com fs2.example.com NTUSER.DAT --dry-run
hivetool rehost fs1 fs2 /srv/profiles --also 10.0.0.5 --report moved.jsonl
hivetool rehost '\\\\fs1\\home' '\\\\example.com\\dfs\\users' NTUSER.DAT
hivetool rehost fs1 fs2 NTUSER.DAT --share 'home$=users'
hivetool rehost --map servers.txt --map old9=new9 /srv/profiles

Only whole names change, where servers are named: UNC paths, names of keys and values
made of them, drive maps, printers, paths of Outlook's data files, file: URLs. A full
name stands for the short one, too. What cannot be changed is left and told.`;

/** `hivetool rehost`: follows servers and shares to their new names. */
export function addRehostCommand(program: Command, context: CliContext, finish: (exit: ExitCode) => void): void {
  const command = program
    .command("rehost")
    .description("follow a server or share to its new name, wherever it is named");
  withRewritingOptions(withEditOptions(command, EXAMPLE), "all three")
    .argument(
      "<old new hive...>",
      "the server or share that goes, the one that comes, and hives; with --map only hives",
    )
    .option("--map <old=new>", "another server that moves, or a file with such a line for each", collected)
    .option("--share <old=new>", "this share of OLD becomes that one of NEW", collected)
    .option("--also <name>", "another name of OLD: an alias, an address; may be given several times", collected)
    .option("--exact", "only names as they are given, not the short one of a full name")
    .option("--urls", "also in URLs of all schemes, and in proxy settings")
    .action(async (words: string[], options: Options) => {
      const { moves, hives } = movesIn(words, options, context);
      const { also, exact, urls } = options;
      const how = {
        ...rewritingOptionsIn(options),
        ...(also && { also }),
        ...(exact && { exact }),
        ...(urls && { urls }),
      };
      rehostRules(moves, how); // what is wrong with the names is told once, before any hive
      finish(await rewriteHives(context, hives, options, (hive) => planRehost(hive, moves, how)));
    });
}

interface MovesAndHives {
  readonly moves: readonly Move[];
  readonly hives: readonly string[];
}

function movesIn(words: readonly string[], options: Options, context: CliContext): MovesAndHives {
  const { map = [], share = [], also = [] } = options;
  const mapped = map.flatMap((word) => mapMoves(word, context));
  if (map.length > 0) {
    if (share.length + also.length === 0) return { moves: mapped, hives: words };
    const advice = "Say shares and other names in the map: \\\\old\\share=\\\\new\\share, alias=new.";
    throw new HiveError("usage", "--share and --also are about OLD and NEW, which --map takes the place of", {
      advice,
    });
  }
  const [old = "", wanted = "", ...hives] = words;
  if (hives.length > 0)
    return { moves: [{ old, new: wanted }, ...share.map((each) => shareMove(each, old, wanted))], hives };
  const advice = "Usage: hivetool rehost OLD NEW HIVE..., or hivetool rehost --map FILE HIVE...";
  throw new HiveError("usage", "OLD, NEW and at least one hive are to be named", { advice });
}

/** `old=new`, or a file with such lines, blank ones, and ones that begin with #. */
function mapMoves(word: string, { fs }: CliContext): Move[] {
  if (word.includes("=")) return [moveOf(word)];
  const lines = linesOf(textOf(readWholeFile(fs, word), "Save it as UTF-8, or as UTF-16 with a byte order mark."));
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map(moveOf);
}

function shareMove(word: string, old: string, wanted: string): Move {
  const share = moveOf(word);
  const [from, to] = [old, wanted].map((server) => server.replace(/\\$/, ""));
  return { old: `${from}\\${share.old}`, new: `${to}\\${share.new}` };
}

function moveOf(text: string): Move {
  const [old = "", wanted = "", ...others] = text.split("=").map((part) => part.trim());
  if (old !== "" && wanted !== "" && others.length === 0) return { old, new: wanted };
  throw new HiveError("usage", "a move is written as OLD=NEW", { found: text });
}
