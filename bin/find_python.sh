# Sets $python to a Python 3.11 or newer, or says plainly that there is none. Sourced by bin/demo and bin/test.
python=
for candidate in "$here/../.venv/bin/python" python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11 or newer is needed, and none was found on the PATH." >&2
    exit 1
fi
