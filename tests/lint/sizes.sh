#!/bin/sh
# No file and no function outgrows what can be read in one go.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"

verdict "$(c_files src cgi-bin cron | xargs awk -f "$lint/sizes.awk")"
