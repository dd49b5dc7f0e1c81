// The transcript in step with the sound: the line being said is lit and kept in view, a line that is clicked is played.
"use strict";
(() => {
  const EARLY_S = 0.05; // a seek to 12.345 s may land at 12.344
  const LINGER_S = 1.5; // a line stays lit through a breath, not through music
  const HANDS_OFF_MS = 2500; // the reader scrolls: leave the page to them for this long

  class Transcript extends HTMLElement {
    connectedCallback() {
      this.player = document.querySelector("onrecord-player");
      this.audio = this.player?.querySelector("audio");
      if (!this.audio) return;
      this.lines = [...this.querySelectorAll(".line")].map((element) => ({
        element,
        start_s: Number(element.dataset.start),
        end_s: Number(element.dataset.end),
      }));
      this.current = null;
      this.touchedAt_ms = -HANDS_OFF_MS;
      this.followKey = this.player.querySelector("[data-do=follow]");
      this.who = this.querySelector("[data-do=who]");
      this.returnKey = this.querySelector(".return");
      for (const element of this.querySelectorAll("[data-live]")) element.hidden = false;
      this.classList.add("is-live");
      this.listenToSound();
      this.listenToReader();
      this.markQuote();
      const isAsked = /[#?&]t=/.test(location.hash + location.search);
      this.light();
      if (isAsked) this.show("auto");
    }

    /** The lines of the quote that the address asks for. */
    markQuote() {
      const asked = /[#?&]t=([\d.]+),([\d.]+)/.exec(location.hash || location.search);
      if (!asked) return;
      for (const line of this.lines) {
        const isQuoted = line.end_s > Number(asked[1]) + EARLY_S && line.start_s < Number(asked[2]) - EARLY_S;
        line.element.classList.toggle("is-quoted", isQuoted);
      }
    }

    get isFollowing() {
      return this.followKey.getAttribute("aria-pressed") === "true";
    }

    listenToSound() {
      const beat = () => {
        this.light();
        if (!this.audio.paused) requestAnimationFrame(beat);
      };
      this.audio.addEventListener("play", () => requestAnimationFrame(beat));
      for (const name of ["seeked", "timeupdate"]) this.audio.addEventListener(name, () => this.light());
      this.player.addEventListener("player-seek", () => this.light());
    }

    listenToReader() {
      this.addEventListener("click", (event) => this.onClick(event));
      this.addEventListener("keydown", (event) => this.onKey(event));
      const touched = () => {
        this.touchedAt_ms = performance.now();
      };
      for (const name of ["wheel", "touchmove"]) addEventListener(name, touched, { passive: true });
      addEventListener("keydown", (event) => {
        if (/^(Arrow|Page|Home|End|Tab| )/.test(event.key)) touched();
      });
      this.who?.addEventListener("change", () => this.filter());
      addEventListener("scroll", () => this.offerReturn(), { passive: true });
      this.followKey.addEventListener("click", () => {
        this.followKey.setAttribute("aria-pressed", String(!this.isFollowing));
        if (this.isFollowing) this.show();
        this.offerReturn();
      });
      this.returnKey.addEventListener("click", () => {
        this.show();
        this.current?.element.querySelector(".time").focus({ preventScroll: true });
      });
    }

    onClick(event) {
      const element = event.target.closest(".line");
      if (!element || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      const isLink = event.target.closest("a.time") !== null;
      if (!isLink && (event.target.closest("a, button") || !getSelection().isCollapsed)) return; // selecting words is not asking to hear them
      event.preventDefault();
      history.replaceState(null, "", `#t=${element.dataset.start}`);
      this.player.seek(Number(element.dataset.start), { play: true });
    }

    /** Only what one person says; parts in which they say nothing go too. */
    filter() {
      for (const turn of this.querySelectorAll(".turn")) turn.hidden = this.who.value !== "" && turn.dataset.who !== this.who.value;
      for (const part of this.querySelectorAll(".part")) part.hidden = !part.querySelector(".turn:not([hidden])");
    }

    /** Up and down go from line to line; Enter on a line is a click on its link. */
    onKey(event) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const index = this.lines.findIndex(({ element }) => element.contains(event.target));
      if (!step || index < 0 || !event.target.matches("a.time")) return;
      event.preventDefault();
      let next = index + step;
      while (this.lines[next]?.element.closest("[hidden]")) next += step;
      this.lines[next]?.element.querySelector(".time").focus();
    }

    /** The line being said at `time_s`, or null in a pause. */
    at(time_s) {
      let [low, high] = [0, this.lines.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.lines[middle].start_s <= time_s + EARLY_S) low = middle + 1;
        else high = middle;
      }
      const line = this.lines[low - 1];
      return line && time_s < line.end_s + LINGER_S ? line : null;
    }

    light() {
      const isStarted = !this.audio.paused || this.audio.currentTime > 0;
      const line = isStarted ? this.at(this.audio.currentTime) : null;
      if (line === this.current) return;
      const before = this.current ?? this.last;
      const wasInView = !before || this.isInView(before.element);
      this.current?.element.removeAttribute("aria-current");
      line?.element.setAttribute("aria-current", "true");
      if (line) this.last = line;
      this.current = line;
      const isReading = performance.now() - this.touchedAt_ms < HANDS_OFF_MS;
      if (line && wasInView && this.isFollowing && !isReading && this.isOnScreen() && !this.isInView(line.element, 0.7)) this.show();
      this.offerReturn();
    }

    /** Following begins when the transcript is on the screen: who reads the notes is left alone. */
    isOnScreen() {
      const box = this.getBoundingClientRect();
      return !this.audio.paused && box.top < innerHeight && box.bottom > 0;
    }

    /** Whether a line is on the free part of the screen: under the player, and above `share` of the height. */
    isInView(element, share = 1) {
      const box = element.getBoundingClientRect();
      return box.top >= this.coveredPx() && box.bottom <= innerHeight * share;
    }

    coveredPx() {
      return getComputedStyle(this.player).position === "sticky" ? this.player.offsetHeight : 0;
    }

    show(behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth") {
      if (!this.current || this.current.element.closest("[hidden]")) return;
      const free = innerHeight - this.coveredPx();
      const top = this.current.element.getBoundingClientRect().top + scrollY - this.coveredPx() - free * 0.3;
      scrollTo({ top, behavior });
    }

    offerReturn() {
      const isAway = this.current && !this.current.element.closest("[hidden]") && !this.audio.paused && this.isFollowing && this.isOnScreen();
      this.returnKey.hidden = !isAway || this.isInView(this.current.element);
    }
  }

  // The player is ready first: its script comes first, and both run after the page is read.
  customElements.define("onrecord-transcript", Transcript);
})();
