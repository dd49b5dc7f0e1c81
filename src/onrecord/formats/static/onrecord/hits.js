// Sentences that play where they stand: a key before each, one sound for the whole page, its own keys at the foot.
"use strict";
(() => {
  class Hits extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", (event) => this.onClick(event));
      this.audio = null;
      this.draw();
    }

    /** Keys for the sentences that have none yet; called again when more have come. */
    draw() {
      for (const hit of this.querySelectorAll(".hit[data-start]")) {
        if (hit.querySelector(".hit-play")) continue;
        const key = document.createElement("button");
        key.type = "button";
        key.className = "hit-play";
        key.append(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
        hit.prepend(key);
        this.sign(hit, false);
      }
    }

    sign(hit, isPlaying) {
      const key = hit.querySelector(".hit-play");
      const words = isPlaying ? this.dataset.pause : this.dataset.play;
      key.setAttribute("aria-label", `${words}, ${hit.querySelector(".time").textContent}`);
      const shape = isPlaying ? "M6 4.5h4.2v15H6zm7.8 0H18v15h-4.2z" : "M7 4.5v15l13-7.5z";
      const svg = key.querySelector("svg");
      svg.setAttribute("viewBox", "0 0 24 24");
      svg.setAttribute("aria-hidden", "true");
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      path.setAttribute("d", shape);
      svg.replaceChildren(path);
      hit.toggleAttribute("data-playing", isPlaying);
    }

    onClick(event) {
      const key = event.target.closest(".hit-play");
      if (!key) return;
      const hit = key.closest(".hit");
      const { audio } = hit.closest("[data-audio]").dataset;
      if (this.current === hit) return this.audio.paused ? this.audio.play() : this.audio.pause();
      this.setUp();
      if (this.current) this.sign(this.current, false);
      this.current = hit;
      const start_s = Number(hit.dataset.start);
      if (this.source !== audio) {
        this.source = audio;
        this.audio.src = audio;
      }
      onrecordSeek(this.audio, start_s);
      this.bar.querySelector("p").textContent = hit.closest(".hit-group").querySelector("h2, h3").textContent;
      this.audio.play().catch(() => {});
      this.sign(hit, !this.audio.paused); // where sound goes on from another sentence, no "play" is told
    }

    setUp() {
      if (this.audio) return;
      this.bar = document.createElement("div");
      this.bar.className = "hits-bar";
      this.audio = document.createElement("audio");
      this.audio.controls = true;
      this.bar.append(document.createElement("p"), this.audio);
      this.append(this.bar);
      for (const name of ["play", "pause"]) this.audio.addEventListener(name, () => this.sign(this.current, !this.audio.paused));
    }
  }

  customElements.define("onrecord-hits", Hits);
})();
