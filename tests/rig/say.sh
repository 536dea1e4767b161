# Messages of the rig's scripts; sourced by them.

say() { echo "rig: $*" >&2; }

give_up() {  # 125: the rig failed, not the command it should have run
    say "$*"
    exit 125
}

need() {  # PROGRAM PACKAGE
    command -v "$1" >/dev/null || give_up "$1 is missing: install the package $2"
}
