import { asWritten } from "./as-written.ts";

/** A file of this name in a folder of fpath is loaded when it is needed; read by eval, it makes itself known. */
export const ZSH = asWritten`
#compdef hivetool
# zsh completion for hivetool. "hivetool completion zsh" prints it.
_hivetool() {
  local -a typed lines names shown
  local line
  typed=("$\{(@Q)words[2,CURRENT-1]}")
  if [[ $compstate[quote] == \' ]]; then typed+=("$PREFIX"); else typed+=("$\{(Q)PREFIX}"); fi
  lines=("$\{(@f)$("$\{(Q)words[1]}" complete "[$\{(@)^typed}]" 2>/dev/null)}")
  case $lines[1] in
    files) compset -P '--*='; _files; return ;;
    folders) compset -P '--*='; _files -/; return ;;
  esac
  for line in "$\{(@)lines[2,-1]}"; do
    names+=("$\{line%%$'\t'*}")
    if [[ $line == *$'\t'* ]]; then shown+=("$\{line%%$'\t'*}  -- $\{line#*$'\t'}"); else shown+=("$line"); fi
  done
  (( $#names )) && compadd -l -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -d shown -a names
}

if [[ $funcstack[1] == _hivetool ]]; then _hivetool "$@"; else compdef _hivetool hivetool; fi
`;
