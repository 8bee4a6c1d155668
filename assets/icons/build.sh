#!/usr/bin/env bash
# Draws the PNG and ICO files from the two SVG files.
# Needs rsvg-convert (librsvg2-bin) and icotool (icoutils).
set -euo pipefail
cd "$(dirname "$0")"
draw() { rsvg-convert --width "$2" --height "$2" "$1" --output "$3"; }
draw wufei-small.svg 16 16x16.png
for size in 24 32 48 64 128 256 512; do
  draw wufei.svg "$size" "${size}x${size}.png"
done
icotool --create --output wufei.ico 16x16.png 24x24.png 32x32.png 48x48.png --raw 256x256.png
rm 24x24.png
