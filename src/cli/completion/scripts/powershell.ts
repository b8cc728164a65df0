import { asWritten } from "./as-written.ts";

/** For Windows PowerShell 5.1 and PowerShell 7. Files are PowerShell's own completion, where nothing is offered. */
export const POWERSHELL = asWritten`
# PowerShell completion for hivetool. "hivetool completion powershell" prints it.
Register-ArgumentCompleter -Native -CommandName hivetool -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $typed = $wordToComplete -replace '^[''"]|[''"]$'
    $words = @($before | Select-Object -Skip 1) + $typed | ForEach-Object { "[$_]" }
    $answer = @(& $before[0] complete @words 2>$null)
    if ($answer[0] -cne 'words') { return }
    $answer | Select-Object -Skip 1 | ForEach-Object {
        $word, $description = $_ -split "\t", 2
        if (-not $description) { $description = $word }
        $quoted = if ($word -match '[^\w.,:=/\\-]') { "'" + ($word -replace "'", "''") + "'" } else { $word }
        [System.Management.Automation.CompletionResult]::new($quoted, $word, 'ParameterValue', $description)
    }
}
`;
