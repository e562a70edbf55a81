#!/bin/sh
# Prints the newest Python from 3.11 up that really starts (a version manager's shim may
# exist without an interpreter behind it) and can make an environment; nothing if none.
#   newest_python.sh [MINOR]      MINOR: only 3.MINOR
starts() {
    "$1" -c "import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, $2))" 2>/dev/null
}
for minor in ${1:-15 14 13 12 11}; do
    for python in $(which -a "python3.$minor" python3 python 2>/dev/null) \
        "$HOME"/.pyenv/versions/3."$minor".*/bin/python; do
        if starts "$python" "$minor"; then
            echo "$python"
            exit 0
        fi
    done
done
