// What shells run when Tab is pressed. Each hands the words of the line, without quotes, to `hivetool complete`, and offers
// what it answers; quoting is the shell's own business.
import { BASH } from "./bash.ts";
import { FISH } from "./fish.ts";
import { POWERSHELL } from "./powershell.ts";
import { ZSH } from "./zsh.ts";

/** The script for each shell. */
export const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL } as const;
export type Shell = keyof typeof SCRIPTS;
