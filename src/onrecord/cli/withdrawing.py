"""`onrecord withdraw`: an episode off the site."""

from __future__ import annotations

from onrecord import studio
from onrecord.cli.arguments import AsJson, EpisodeName, Show, out, print_json
from onrecord.core.errors import NotFound


def withdraw(episode: EpisodeName, show: Show = None, as_json: AsJson = False) -> None:
    """Take an episode off the show's site and out of its feed. Nothing is lost: `publish` brings it back."""
    from onrecord.web.site import take_off

    try:
        show_folder, folder = studio.episode_at(episode, show)
        name, again = folder.episode().guid, folder.as_argument
    except NotFound:  # the folder may be gone, and its episode still be out
        show_folder, name, again = studio.show_at(show), episode.lstrip("#"), ""
    off = take_off(show_folder.path, name)
    problem = studio.announce(show_folder) if off.change == "withdrawn" else ""
    told = [problem] if problem else []
    if as_json:
        return print_json(
            {"path": off.path, "change": off.change, "withdrawn_at": off.withdrawn_at.isoformat(), "told": told}
        )
    console = out()
    since = f" already, since {off.withdrawn_at:%Y-%m-%d %H:%M} UTC" * (off.change == "unchanged")
    console.print(f"{off.title} is off the site{since}: {off.path} says so.", markup=False, soft_wrap=True)
    for sentence in told:
        console.print(f"Note: {sentence}", markup=False, soft_wrap=True)
    console.print(
        "What apps and other sites have fetched stays with them. Files written by `onrecord export` hold it until you export again.",
        markup=False,
        soft_wrap=True,
    )
    if again:
        console.print(f"Bring it back: onrecord publish {again}", markup=False, soft_wrap=True)
    return None
