#!/bin/sh
# From the sample recording to a published episode, in demo-show/. Running it again does only what changed.
set -eu
cd "$(dirname "$0")/.."
onrecord=.venv/bin/onrecord
show=demo-show

if ! [ -f $show/show.toml ]; then
    $onrecord new $show --title "Harbour Light" > /dev/null  # it would ask to fill in the show.toml that comes next
    cp samples/show.toml samples/artwork.jpg $show/
fi
$onrecord produce samples/interview.flac --show $show --title "Why the kelp came back" --date 2026-03-02 \
    --person "Ngaire Oyelaran" --person "Caoimhín Wieczorek"
for episode in $show/episodes/*/; do
    $onrecord publish "${episode%/}"
done

printf '\nThe episode is in %s: open index.html there in a browser.\n' "${episode%/}"
printf 'To see and hear it on its site: %s serve --show %s\n' "$onrecord" "$show"
