// Proposals that are heard and answered where they stand. One sound plays at a time; the answers are kept in this browser and written
// out as the commands that hand them in.
"use strict";
(() => {
  const AROUND_S = 2.5;
  const LEAST_SURE = 80;
  const OPTIONS = { accept: "--accept", reject: "--reject" };
  const episode = JSON.parse(document.getElementById("episode").textContent);
  const store = `onrecord-review:${episode.guid}`;
  const items = [...document.querySelectorAll("main li")];
  const bar = document.getElementById("bar");
  const sounds = {};
  let playing = null;
  let answers = {};

  const stop = () => {
    if (!playing) return;
    playing.audio.pause();
    delete playing.key.dataset.playing;
    playing = null;
  };

  /** Plays from 2.5 s before a proposal to 2.5 s behind it; the same key again stops. */
  const hear = (key) => {
    const isSame = playing?.key === key;
    stop();
    if (isSame) return;
    const of = key.dataset.of;
    const [start_s, end_s] = key.closest("li").dataset[of].split(",").map(Number);
    sounds[of] ??= new Audio(episode[of]);
    const audio = sounds[of];
    audio.currentTime = Math.max(0, start_s - AROUND_S);
    playing = { audio, key, until_s: end_s + AROUND_S };
    key.dataset.playing = "";
    audio.play().catch(() => {
      stop();
      key.disabled = true;
      key.title = "This browser cannot play the file, or it is not there any more";
    });
    watch();
  };

  const watch = () => {
    if (!playing) return;
    if (playing.audio.ended || playing.audio.currentTime >= playing.until_s) return stop();
    requestAnimationFrame(watch);
  };

  const answer = (item, verdict) => {
    if (verdict && verdict !== item.dataset.stands) answers[item.id] = verdict;
    else delete answers[item.id];
    show(item);
    keep();
  };

  const show = (item) => {
    const verdict = answers[item.id];
    if (verdict) item.dataset.answer = verdict;
    else delete item.dataset.answer;
    for (const key of item.querySelectorAll(".answer"))
      key.setAttribute("aria-pressed", key.dataset.verdict === (verdict ?? item.dataset.stands));
  };

  /** One command for each list in which something was answered. */
  const commands = () =>
    [...document.querySelectorAll("main section")].flatMap((section) => {
      const given = [...section.querySelectorAll("li[data-answer]")].map((item) => ` ${OPTIONS[item.dataset.answer]} ${item.id}`);
      return given.length ? [`onrecord ${section.id} ${episode.slug}${given.join("")}`] : [];
    });

  const keep = () => {
    try {
      localStorage.setItem(store, JSON.stringify(answers));
    } catch {} // a private window keeps nothing: the page still works while it is open
    const lines = commands();
    const count = Object.keys(answers).length;
    bar.hidden = !count;
    document.getElementById("count").textContent = `${count} answer${count === 1 ? "" : "s"}`;
    document.getElementById("commands").textContent = lines.join("\n");
    document.getElementById("copy").textContent = `Copy the command${lines.length === 1 ? "" : "s"}`;
  };

  const filter = () => {
    const isOn = document.getElementById("waiting").checked;
    for (const item of items) item.hidden = isOn && !("waits" in item.dataset) && !(Number(item.dataset.sure ?? 100) < LEAST_SURE);
  };

  const move = (item, step) => {
    const shown = items.filter((one) => !one.hidden);
    const to = shown[item ? shown.indexOf(item) + step : 0];
    if (to) to.focus();
  };

  const KEYS = {
    j: (item) => move(item, 1),
    k: (item) => move(item, -1),
    " ": (item) => hear(item.querySelector('[data-of="finished"]') ?? item.querySelector(".hear")),
    b: (item) => hear(item.querySelector('[data-of="recorded"]')),
    x: (item) => answer(item, "accept"),
    c: (item) => answer(item, "reject"),
    u: (item) => answer(item, null),
  };

  document.addEventListener("click", (event) => {
    const key = event.target.closest("button");
    if (key?.matches(".hear")) hear(key);
    if (key?.matches(".answer")) answer(key.closest("li"), key.getAttribute("aria-pressed") === "true" ? null : key.dataset.verdict);
    if (key?.id === "copy") copy(key);
    if (key?.id === "clear") {
      answers = {};
      items.forEach(show);
      keep();
    }
  });

  const copy = async (key) => {
    const pre = document.getElementById("commands");
    try {
      await navigator.clipboard.writeText(pre.textContent);
      key.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(pre); // a page from disk may not write to the clipboard everywhere
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || (event.key === " " && event.target.closest("button, input"))) return;
    const item = document.activeElement.closest("main li");
    const act = KEYS[event.key];
    if (!act || (!item && event.key !== "j")) return;
    event.preventDefault();
    act(item);
  });

  document.getElementById("waiting").addEventListener("change", filter);
  try {
    answers = JSON.parse(localStorage.getItem(store)) ?? {};
  } catch {}
  // an answer that was handed in, or whose proposal is gone, is not asked for again
  const open = new Map(items.map((item) => [item.id, item.dataset.stands]));
  answers = Object.fromEntries(Object.entries(answers).filter(([id, verdict]) => open.has(id) && open.get(id) !== verdict));
  items.forEach(show);
  keep();
})();
