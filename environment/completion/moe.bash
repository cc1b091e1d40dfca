# Completion of moe for bash: source this file, for example from ~/.bashrc. The program itself says what may follow.
_moe_complete() {
    local IFS=$'\n'
    COMPREPLY=($(moe "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
}
complete -o default -F _moe_complete moe
