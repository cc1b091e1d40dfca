# Completion of moe for zsh: source this file after compinit, for example from ~/.zshrc. The program itself says what may follow.
_moe_complete() {
    local -a words_that_fit
    words_that_fit=("${(@f)$(moe "[suggest:${#BUFFER}]" "$BUFFER" 2>/dev/null)}")
    compadd -a words_that_fit || _files
}
compdef _moe_complete moe
