#!/usr/bin/env bash
# Draws the pictures of the sample's mails: every SVG of this folder as a PNG of 304 x 304 pixels, twice the size at which mails show it.
set -euo pipefail
cd "$(dirname "$0")"
for picture in *.svg; do
  chromium --headless --no-sandbox --hide-scrollbars --window-size=304,304 \
    --screenshot="../Templates/${picture%.svg}.png" "file://$PWD/$picture" >/dev/null 2>&1
  echo "${picture%.svg}.png"
done
