// The moderator's keys: J and K go from item to item, a letter presses the item's button of that letter.
"use strict";
(() => {
  const items = [...document.querySelectorAll("[data-item]")];
  let at = 0;
  const go = (to) => {
    at = Math.min(Math.max(to, 0), items.length - 1);
    items[at]?.focus();
  };
  addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea, select");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const here = items.findIndex((item) => item.contains(document.activeElement));
    if (key === "j") go(here < 0 ? 0 : here + 1);
    else if (key === "k") go(here < 0 ? 0 : here - 1);
    else (items[here < 0 ? at : here]?.querySelector(`button[data-key="${key}"]`))?.click();
  });
  if (document.activeElement === document.body) items[0]?.focus({ preventScroll: true });
})();
