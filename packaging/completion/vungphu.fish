# Completion for fish: commands and options as the program itself lists them.
complete -c vungphu -n __fish_use_subcommand -f -a "(vungphu --help 2>/dev/null | string match -rg '^  ([a-z-]+)  +[^ ]')"
complete -c vungphu -n 'not __fish_use_subcommand' -a "(vungphu (commandline -opc)[2] --help 2>/dev/null | string match -rg '^ .*?(--[a-z][a-z0-9-]*)')"
