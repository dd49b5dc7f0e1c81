// Suggestions while typing, in the browser's own list: without this script the search works the same, only silently.
"use strict";
(() => {
  const WAIT_MS = 120;

  for (const input of document.querySelectorAll("input[data-suggest]")) {
    const list = document.createElement("datalist");
    list.id = `${input.id}-list`;
    input.after(list);
    input.setAttribute("list", list.id);
    let timer = 0;
    let asked = "";
    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(async () => {
        const text = input.value;
        if (text.trim().length < 2 || text === asked) return;
        asked = text;
        try {
          const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`);
          const { suggestions } = await answer.json();
          if (asked !== text) return; // an older answer that came late
          list.replaceChildren(...suggestions.map((value) => Object.assign(document.createElement("option"), { value })));
        } catch {}
      }, WAIT_MS);
    });
  }
})();
