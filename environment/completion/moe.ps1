# Completion of moe for PowerShell: dot-source this file, for example from $PROFILE. The program itself says what may follow.
Register-ArgumentCompleter -Native -CommandName moe -ScriptBlock {
    param($word, $line, $position)
    moe "[suggest:$position]" "$line" 2>$null | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
