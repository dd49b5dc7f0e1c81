"""A producer accepts a listener's correction with one key, in real Chromium, and the page of the produced episode changes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False])
def test_a_producer_accepts_a_correction_with_one_key_and_the_page_changes(
    chromium, produced, new_listener, account, script
):
    address, page, _, thread = produced
    listener = new_listener(address)
    cue_id = listener.get(page).page.xpath("//p[@class='line']")[1].get("id")
    account(thread, "pat", "producer")
    pat = new_listener(address)
    assert pat.sign_in("pat").status == 303
    reader, desk = (chromium.new_context(java_script_enabled=script) for _ in range(2))
    desk.add_cookies([{"name": n, "value": v, "url": address} for n, v in pat.cookies.items()])
    tab = reader.new_page()
    tab.goto(f"{address}{page}lines/{cue_id}/")
    field = tab.get_by_label("The line as it was said")
    field.fill("Zanz " + " ".join(field.input_value().split()[1:]))
    tab.get_by_role("button", name="Suggest").click()
    expect(tab.get_by_role("status")).to_contain_text("The makers of the show will listen.")
    queue = desk.new_page()
    queue.goto(address + "/moderation/")
    if script:
        queue.keyboard.press("a")
    else:
        queue.get_by_role("button", name="Accept").focus()
        queue.keyboard.press("Enter")
    expect(queue.get_by_role("status")).to_contain_text("It is on the page", timeout=30_000)
    tab.goto(address + page)
    expect(tab.locator(f"#{cue_id} .said")).to_contain_text("Zanz")
    reader.close()
    desk.close()
