import { asWritten } from "./as-written.ts";

/** fish takes away the quotes of the words, puts them around what it offers, and chooses what fits. */
export const FISH = asWritten`
# fish completion for hivetool. "hivetool completion fish" prints it.
function __hivetool_complete
    set -l words (commandline -opc)
    set -l name $words[1]
    set -e words[1]
    set -l token (commandline -ct)
    set -l typed
    switch "$token"
        case "'*"
            set typed (string sub -s 2 -- $token | string replace -ra '\\\\([\\\\\'])' '$1')
        case '"*'
            set typed (string sub -s 2 -- $token | string replace -ra '\\\\([\\\\"$])' '$1')
        case '*'
            set typed (string replace -ra '\\\\(.)' '$1' -- "$token")
    end
    set -l answer ($name complete "["$words"]" "[$typed]" 2>/dev/null)
    if test "$answer[1]" = words
        printf '%s\n' $answer[2..-1]
        return
    end
    # What fish offers of itself behind a command that it does not know is files.
    set -l option (string match -r -- '^--[a-z-]+=' "$token")
    set -l files (complete -C "__hivetool_no_command "(string replace -r -- '^--[a-z-]+=' '' "$token"))
    switch "$answer[1]"
        case files
            printf "$option%s\n" $files
        case folders
            printf "$option%s\n" (string match -r -- '.*/$' $files)
    end
end

complete -c hivetool -f -a '(__hivetool_complete)'
`;
