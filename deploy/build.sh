#!/bin/sh
# Makes what the image holds, and proves it: deploy/build.sh VENV INDEX, in the project's folder.
# The Dockerfile's only build step; `make check-image` runs the very same without Docker. Run again
# it updates VENV, and leaves alone an index that stands.
set -eu
venv=${1:?folder of the virtual environment to make}
index=${2:?folder of the index to make}

"${PYTHON:-python3}" -m venv "$venv"
# By variables the constraints hold for what builds the package too; newer pips read the second.
# Quiet twice, as older ones warn of an extra of lxml that pyproject.toml asks for by itself.
PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt \
  "$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check \
  --only-binary :all: .

# What stands is its operator's: the build is then proven on another index.
proving=$index
if [ -e "$index/CURRENT" ]; then
  proving=$(mktemp -d)
  trap 'rm -rf "$proving"' EXIT
fi
"$venv/bin/dateline" index seeds --index "$proving"
# Whoever runs it, from whatever umask it was built.
chmod -R a+rX "$venv" "$proving"

"$venv/bin/python" - <<'END'
from importlib.metadata import distributions

unwanted = {"torch", "transformers", "sentence-transformers"}
found = sorted(unwanted & {each.name.lower() for each in distributions()})
if found:
    raise SystemExit(f"deploy/build.sh: {', '.join(found)} must not be in the image")
END
# Imported only when it is first asked for.
"$venv/bin/python" -c "import service.http.mcp_tools"
"$venv/bin/dateline" check --index "$proving"
answer=$("$venv/bin/dateline" ask --index "$proving" \
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

if [ "$proving" != "$index" ] && ! "$venv/bin/dateline" check --index "$index"; then
  echo "deploy/build.sh: the build is good, but cannot serve $index; before it is started, index" \
    "your articles again: $venv/bin/dateline index ARTICLES --index $index" >&2
  exit 6
fi
