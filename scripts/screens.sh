#!/usr/bin/env bash
# Puts the pictures that the Android tests took into docs/screens/android/sheets: each screen with
# its eight looks side by side, each look of a group of controls by itself. Takes the pictures
# first, if there are none: scripts/screens.sh
set -euo pipefail
. "$(dirname "$0")/env.sh"

TAKEN=$ROOT/android/app/target/screens
SHEETS=$ROOT/docs/screens/android/sheets

[ -d "$TAKEN/app" ] && [ "$(find "$TAKEN/controls" -name '*.png' | wc -l)" -ge 56 ] ||
  scripts/android.sh -Dtest=AppScreensTest,ScreensTest -Dscreens.all=true
have montage || {
  say "apt-get install imagemagick"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends imagemagick >/dev/null
}

# sheet NAME: the looks of one screen, in one order, beside each other.
sheet() {
  local looks=() language light size file
  for language in es en; do for light in day night; do for size in 100 200; do
    file=$TAKEN/app/$1-$language-$light-$size.png
    [ ! -f "$file" ] || looks+=("$file")
  done; done; done
  montage -label '%t' "${looks[@]}" -tile x1 -geometry '294x+6+6' -gravity north \
    -background '#9a9a9a' -font DejaVu-Sans -pointsize 11 -strip -quality 66 "$SHEETS/$1.jpg"
}

rm -rf "$SHEETS"
mkdir -p "$SHEETS"
find "$TAKEN/app" -name '*.png' -printf '%f\n' |
  sed -E 's/-(es|en)-(day|night)-(100|200)\.png$//' | sort -u |
  while read -r name; do sheet "$name"; done
# Sheets already: many controls beside each other.
for file in "$TAKEN"/controls/*.png; do
  name=${file##*/}
  convert "$file" -resize 1300x -strip -quality 62 "$SHEETS/controls-${name%.png}.jpg"
done
printf '%s sheets, %s\n' "$(find "$SHEETS" -name '*.jpg' | wc -l)" "$(du -sh "$SHEETS" | cut -f1)"
