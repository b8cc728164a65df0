import { asWritten } from "./as-written.ts";

/** For bash 3.2 and later. What bash parts at : and = is one word here; bash wants back what stands behind the last of them. */
export const BASH = asWritten`
# bash completion for hivetool. "hivetool completion bash" prints it.
_hivetool_unquoted() {
  case $1 in
    \'*) REPLY=$\{1#\'} REPLY=$\{REPLY%\'} ;;
    \"*) REPLY=$\{1#\"} REPLY=$\{REPLY%\"} REPLY=$\{REPLY//\\\\/\\} ;;
    *\\*) REPLY=$(printf '%s.' "$1" | sed 's/\\\(.\)/\1/g') REPLY=$\{REPLY%.} ;;
    *) REPLY=$1 ;;
  esac
}

_hivetool() {
  local line=$\{COMP_LINE:0:COMP_POINT} index rest part head= typed= REPLY answer word
  local -a raw=() words=()
  COMPREPLY=()
  for ((index = 0; index <= COMP_CWORD; index++)); do
    rest=$\{line#"$\{line%%[![:space:]]*}"}
    part=$\{COMP_WORDS[index]}
    if ((index == COMP_CWORD)); then part=$rest; fi
    if ((index == 0)) || [[ $\{#rest} -lt $\{#line} ]]; then
      head= raw+=("$part")
    else
      head=$\{raw[$\{#raw[@]} - 1]} raw[$\{#raw[@]} - 1]+=$part
    fi
    if [[ $part == [:=]* ]]; then head+=$\{part%%[!:=]*}; fi
    line=$\{rest#"$part"}
  done
  for part in "$\{raw[@]:1}"; do
    _hivetool_unquoted "$part"
    words+=("[$REPLY]")
  done
  typed=$\{raw[$\{#raw[@]} - 1]}

  answer=$("$\{raw[0]}" complete "$\{words[@]}" 2>/dev/null) || return 0
  case $\{answer%%$'\n'*} in
    files) compopt -o default 2>/dev/null; return 0 ;;
    folders) compopt +o default -o dirnames 2>/dev/null; return 0 ;;
  esac
  compopt +o default 2>/dev/null
  while IFS= read -r word; do
    word=$\{word%%$'\t'*}
    case $typed in
      \'*) if [[ $word == *\'* ]]; then continue; fi ;;
      \"*) word=$\{word//\\/\\\\} word=$\{word//\"/\\\"} word=$\{word//\$/\\\$} ;;
      *) if [[ $word == *[!-A-Za-z0-9_.,/:=+@%^]* ]]; then printf -v word %q "$word"; fi ;;
    esac
    COMPREPLY+=("$\{word#"$head"}")
  done < <(tail -n +2 <<<"$answer")
}

complete -o default -F _hivetool hivetool
`;
