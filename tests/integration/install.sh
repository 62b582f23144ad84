#!/usr/bin/env bash
# Install what the integration tests compare with: rapper (raptor2), serdi (serd) and the Virtuoso server.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
wanted=()
command -v rapper >/dev/null || wanted+=(raptor2-utils)
command -v serdi >/dev/null || wanted+=(serdi)
{ command -v virtuoso-t && command -v isql-vt; } >/dev/null || wanted+=(virtuoso-opensource)
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
