#!/usr/bin/env bash
# Puts the pictures that the Android tests took into docs/screens/android: a sheet for each screen
# and for each family of controls, in the four looks that between them have both languages, day and
# night, and both sizes; and the three pictures of the README. Takes the pictures first, if there
# are none: scripts/screens.sh
set -euo pipefail
. "$(dirname "$0")/env.sh"

TAKEN=$ROOT/android/app/target/screens
SCREENS=$ROOT/docs/screens/android
LOOKS=(es-day-100 en-night-100 es-night-200 en-day-200)
# Without loss and not scaled: flat colours and letters are a third of their JPEG then, and sharp.
WEBP=(-strip -define webp:lossless=true)

[ -d "$TAKEN/app" ] && [ "$(find "$TAKEN/controls" -name '*.png' | wc -l)" -ge 56 ] ||
  scripts/android.sh -Dtest=AppScreensTest,ScreensTest -Dscreens.all=true
have montage || {
  say "apt-get install imagemagick"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends imagemagick >/dev/null
}

# sheet NAME: the looks of one screen beside each other; a screen with one look has it alone.
sheet() {
  local looks=() look
  for look in "${LOOKS[@]}"; do
    [ ! -f "$TAKEN/app/$1-$look.png" ] || looks+=("$TAKEN/app/$1-$look.png")
  done
  montage -label '%t' "${looks[@]}" -tile x1 -geometry '+8+8' -gravity north \
    -background '#9a9a9a' -font DejaVu-Sans -pointsize 18 "${WEBP[@]}" "$SCREENS/sheets/$1.webp"
}

rm -rf "$SCREENS/sheets"
mkdir -p "$SCREENS/sheets"
find "$TAKEN/app" -name '*.png' -printf '%f\n' |
  sed -E 's/-(es|en)-(day|night)-(100|200)\.png$//' | sort -u |
  while read -r name; do sheet "$name"; done
# Sheets already: many controls beside each other.
for look in "${LOOKS[@]}"; do
  for file in "$TAKEN"/controls/*-"$look".png; do
    name=${file##*/}
    convert "$file" "${WEBP[@]}" "$SCREENS/sheets/controls-${name%.png}.webp"
  done
done
for name in home-es-day-100 walk-es-night-100 fill-es-night-100; do
  cp "$TAKEN/app/$name.png" "$SCREENS/$name.png"
done
printf '%s sheets, %s in all\n' "$(find "$SCREENS/sheets" -name '*.webp' | wc -l)" "$(du -sh "$SCREENS" | cut -f1)"
