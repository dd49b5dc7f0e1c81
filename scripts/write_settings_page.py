"""Writes the lower part of docs/settings.md from the settings themselves."""

from pathlib import Path

from onrecord.config import settings_page

PAGE = Path(__file__).parents[1] / "docs/settings.md"
MARK = "from the settings themselves. -->\n\n"


def main() -> None:
    by_hand, mark, _ = PAGE.read_text(encoding="utf-8").partition(MARK)
    PAGE.write_text(by_hand + mark + settings_page(), encoding="utf-8")


if __name__ == "__main__":
    main()
