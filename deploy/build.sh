#!/bin/sh
# Makes what the image holds, and proves it: deploy/build.sh VENV INDEX, in the project's folder.
# The Dockerfile's only build step; `make check-image` runs the very same without Docker.
set -eu
venv=${1:?folder of the virtual environment to make}
index=${2:?folder of the index to make}

"${PYTHON:-python3}" -m venv "$venv"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
  --constraint constraints.txt .
"$venv/bin/dateline" index seeds --index "$index"
# Whoever runs it, from whatever umask it was built.
chmod -R a+rX "$venv" "$index"

"$venv/bin/python" - <<'END'
from importlib.metadata import distributions

unwanted = {"torch", "transformers", "sentence-transformers"}
found = sorted(unwanted & {each.name.lower() for each in distributions()})
if found:
    raise SystemExit(f"deploy/build.sh: {', '.join(found)} must not be in the image")
END
"$venv/bin/dateline" check --index "$index"
answer=$("$venv/bin/dateline" ask --index "$index" \
  "How many boxes of remains has Vietnam handed over to the United States?")
case $answer in
  994\ *) ;;
  *)
    echo "deploy/build.sh: the question about seeds/ is answered wrongly: $answer" >&2
    exit 1
    ;;
esac
# Serving installs nothing.
"$venv/bin/python" -m pip uninstall --quiet --yes pip
