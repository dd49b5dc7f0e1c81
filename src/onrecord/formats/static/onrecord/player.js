// The player: a plain audio element with better keys. Works as a module and as a classic script, from a site and from a folder.
"use strict";
(() => {
  const SKIPS_S = { back: -15, forward: 30 };
  const STEPS_S = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -60, PageUp: 60 };
  const KEEP_EVERY_S = 5;

  /** "12", "1:02:03", "90.5": seconds, or null. */
  const readTime = (text) => {
    if (!/^\d+(:\d{1,2}){0,2}(\.\d+)?$/.test(text)) return null;
    return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  };

  /** What the address asks for: `#t=123`, else `?t=123`, with an end where it says `t=123,130`; else null. */
  const askedTime = () => {
    for (const part of [location.hash.slice(1), location.search]) {
      const [start = "", end = ""] = (new URLSearchParams(part).get("t") ?? "").split(",");
      const start_s = readTime(start);
      const end_s = readTime(end);
      if (start_s !== null) return { start_s, end_s: end_s > start_s ? end_s : null };
    }
    return null;
  };

  const clock = (time_s) => {
    const whole = Math.floor(Math.max(0, time_s));
    const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const two = (n) => String(n).padStart(2, "0");
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };

  /** "12 minutes 3 seconds", in the language of the page. */
  const inWords = (time_s) => {
    const whole = Math.round(time_s);
    const parts = { hour: Math.floor(whole / 3600), minute: Math.floor(whole / 60) % 60, second: whole % 60 };
    const say = ([unit, n]) =>
      new Intl.NumberFormat(document.documentElement.lang || "en", { style: "unit", unit, unitDisplay: "long" }).format(n);
    const said = Object.entries(parts).filter(([, n]) => n > 0);
    return (said.length ? said : [["second", 0]]).map(say).join(" ");
  };

  class Player extends HTMLElement {
    connectedCallback() {
      this.audio = this.querySelector("audio");
      this.bar = this.querySelector(".player-bar");
      this.range = this.querySelector("input[type=range]");
      this.chapters = [...document.querySelectorAll(".chapters [data-seek]")].map((link) => ({
        link,
        start_s: Number(link.dataset.seek),
        title: link.querySelector(".chapter-title").textContent,
      }));
      this.keptAt_s = 0;
      this.end_s = null;
      this.audio.controls = false;
      const [plain, fragment] = this.audio.src.split("#");
      this.ownStart_s = readTime(/^t=([\d.]+)/.exec(fragment)?.[1] ?? "");
      if (fragment) this.audio.src = plain; // the browser would stop at its end for ever; here it is done once
      this.bar.hidden = false;
      this.classList.add("is-live");
      this.listen();
      this.drawMarks();
      this.begin();
      this.setUpSession();
      this.draw();
    }

    get duration_s() {
      return Number.isFinite(this.audio.duration) ? this.audio.duration : Number(this.audio.dataset.duration);
    }

    /** Goes to a time, to stop at `end_s` if there is one; the event tells the transcript that somebody asked for it. */
    seek(time_s, { play = false, end_s = null } = {}) {
      this.end_s = end_s;
      onrecordSeek(this.audio, Math.min(Math.max(0, time_s), this.duration_s));
      this.dispatchEvent(new CustomEvent("player-seek", { bubbles: true }));
      if (play) this.audio.play().catch(() => {});
      this.draw();
    }

    toggle() {
      if (this.audio.paused) this.audio.play().catch(() => {});
      else this.audio.pause();
    }

    listen() {
      for (const name of ["timeupdate", "durationchange", "seeked", "ratechange", "play", "pause"]) {
        this.audio.addEventListener(name, () => this.draw());
      }
      this.audio.addEventListener("timeupdate", () => this.keep(false));
      this.audio.addEventListener("pause", () => this.keep(true));
      this.audio.addEventListener("ended", () => this.forget());
      addEventListener("pagehide", () => this.keep(true));
      this.audio.addEventListener("play", () => this.watchEnd());
      addEventListener("hashchange", () => {
        const asked = askedTime();
        if (asked && location.hash.includes("t=")) this.seek(asked.start_s, { play: true, end_s: asked.end_s });
      });
      this.addEventListener("click", (event) => {
        const what = event.target.closest("[data-do]")?.dataset.do;
        if (what === "play") this.toggle();
        if (what in SKIPS_S) this.seek(this.audio.currentTime + SKIPS_S[what]);
      });
      this.querySelector("[data-do=speed]").addEventListener("change", (event) => {
        this.audio.playbackRate = Number(event.target.value);
        this.store("onrecord:speed", event.target.value);
      });
      this.range.addEventListener("input", () => this.seek(Number(this.range.value)));
      this.range.addEventListener("focus", () => this.draw());
      this.range.addEventListener("keydown", (event) => {
        if (!(event.key in STEPS_S) || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        this.seek(this.audio.currentTime + STEPS_S[event.key]);
      });
      for (const link of document.querySelectorAll('[data-seek], .notes a[href^="#t="]')) {
        link.addEventListener("click", (event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          history.replaceState(null, "", link.hash);
          this.seek(Number(link.dataset.seek ?? link.hash.slice(3)), { play: true });
        });
      }
    }

    /** The time in the address, else where this listener stopped. Nothing plays by itself. */
    begin() {
      const speed = this.stored("onrecord:speed");
      const select = this.querySelector("[data-do=speed]");
      if (speed && [...select.options].some((option) => option.value === speed)) {
        select.value = speed;
        this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(speed);
      }
      const asked = askedTime() ?? (this.ownStart_s === null ? null : { start_s: this.ownStart_s, end_s: null });
      const kept_s = Number(this.stored(this.key));
      if (asked) this.seek(asked.start_s, { end_s: asked.end_s });
      else if (kept_s > 0 && kept_s < this.duration_s - KEEP_EVERY_S) onrecordSeek(this.audio, kept_s);
    }

    /** A quote plays to its last word and stops; the next press of the key goes on from there. */
    watchEnd() {
      if (this.end_s === null || this.audio.paused) return;
      if (this.audio.currentTime >= this.end_s) {
        this.end_s = null;
        this.audio.pause();
      } else requestAnimationFrame(() => this.watchEnd());
    }

    draw() {
      const [now_s, whole_s] = [this.audio.currentTime, this.duration_s];
      const playKey = this.querySelector("[data-do=play]");
      this.classList.toggle("is-playing", !this.audio.paused);
      playKey.setAttribute("aria-label", this.audio.paused ? playKey.dataset.play : playKey.dataset.pause);
      this.range.max = String(whole_s);
      this.range.value = String(now_s);
      this.range.style.setProperty("--done", `${(100 * now_s) / (whole_s || 1)}%`);
      const words = this.dataset.of.replace("{now}", inWords(now_s)).replace("{whole}", inWords(whole_s));
      if (this.range.getAttribute("aria-valuetext") !== words) this.range.setAttribute("aria-valuetext", words);
      this.querySelector("[data-show-now]").textContent = clock(now_s);
      this.querySelector("[data-show-left]").textContent = `−${clock(whole_s - now_s)}`;
      this.drawChapter(now_s);
      this.tellSession();
    }

    drawChapter(now_s) {
      const current = this.chapters.findLast((chapter) => chapter.start_s <= now_s + 0.05);
      const title = current?.title ?? this.dataset.title;
      const shown = this.querySelector("[data-show-chapter]");
      const isStarted = !this.audio.paused || now_s > 0;
      if (shown.textContent !== title) shown.textContent = title;
      for (const { link } of this.chapters) {
        if (isStarted && link === current?.link) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }

    drawMarks() {
      const marks = this.querySelector(".player-marks");
      for (const { start_s } of this.chapters) {
        if (start_s <= 0) continue;
        const mark = document.createElement("i");
        mark.style.left = `${(100 * start_s) / this.duration_s}%`;
        marks.append(mark);
      }
    }

    get key() {
      return `onrecord:at:${this.dataset.guid}`;
    }

    keep(isNow) {
      const at_s = this.audio.currentTime;
      if (!at_s || this.audio.ended || (!isNow && Math.abs(at_s - this.keptAt_s) < KEEP_EVERY_S)) return;
      this.keptAt_s = at_s;
      this.store(this.key, at_s.toFixed(1));
    }

    forget() {
      this.store(this.key, null);
    }

    // A browser may refuse storage (private window, file://): then nothing is remembered, and nothing else breaks.
    store(key, value) {
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {}
    }

    stored(key) {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    }

    setUpSession() {
      const session = navigator.mediaSession;
      if (!session || !window.MediaMetadata) return;
      const artwork = this.dataset.artwork ? [{ src: this.dataset.artwork }] : [];
      const { title, names, show } = this.dataset;
      session.metadata = new MediaMetadata({ title, artist: names || show, album: show, artwork });
      const step = (way) => () => {
        const at_s = this.audio.currentTime;
        const next = this.chapters.find((chapter) => chapter.start_s > at_s + 0.5);
        const last = this.chapters.findLast((chapter) => chapter.start_s < at_s - 3);
        this.seek((way > 0 ? next?.start_s : last?.start_s) ?? (way > 0 ? at_s : 0));
      };
      const handlers = {
        play: () => this.audio.play(),
        pause: () => this.audio.pause(),
        seekbackward: (details) => this.seek(this.audio.currentTime - (details.seekOffset || -SKIPS_S.back)),
        seekforward: (details) => this.seek(this.audio.currentTime + (details.seekOffset || SKIPS_S.forward)),
        seekto: (details) => this.seek(details.seekTime),
        ...(this.chapters.length > 1 && { previoustrack: step(-1), nexttrack: step(1) }),
      };
      for (const [action, handler] of Object.entries(handlers)) {
        try {
          session.setActionHandler(action, handler);
        } catch {}
      }
    }

    tellSession() {
      if (!navigator.mediaSession?.setPositionState || !(this.duration_s > 0)) return;
      const position = Math.min(this.audio.currentTime, this.duration_s);
      const playbackRate = this.audio.playbackRate || 1;
      navigator.mediaSession.setPositionState({ duration: this.duration_s, playbackRate, position });
    }
  }

  customElements.define("onrecord-player", Player);
})();
