// Sharing a moment, or the words that are selected: a link that plays just those, and the code of a player for another site.
"use strict";
(() => {
  const TICKS_PER_S = 100;
  const LONGEST_QUOTE_CHARS = 2000;
  const plain = (time_s) => String(Math.round(time_s * 100) / 100);

  class Sharing {
    constructor(dialog, player, transcript) {
      Object.assign(this, { dialog, player, transcript });
      this.part = (name) => dialog.querySelector(`[data-share=${name}]`);
      this.quoteKey = transcript?.querySelector(".quote-key");
      this.range = null; // {start_s, end_s, text} while words are shared
      this.player.querySelector("[data-do=share]")?.addEventListener("click", () => this.open(null));
      this.part("from").addEventListener("change", () => this.write());
      dialog.addEventListener("click", (event) => this.onClick(event));
      if (this.quoteKey) this.offerQuotes();
    }

    offerQuotes() {
      document.addEventListener("selectionchange", () => {
        this.quoteKey.hidden = !this.selected();
      });
      this.quoteKey.addEventListener("pointerdown", (event) => event.preventDefault()); // or the selection goes
      this.quoteKey.addEventListener("click", async () => {
        const selected = this.selected();
        if (selected) this.open(await this.timed(selected));
      });
    }

    /** The words under the selection: first and last line with the numbers of the words in them, or null. */
    selected() {
      const selection = getSelection();
      if (!selection.rangeCount || selection.isCollapsed) return null;
      const range = selection.getRangeAt(0);
      const lines = [...this.transcript.querySelectorAll(".said")].filter((line) => range.intersectsNode(line));
      const touched = lines.map((line) => this.wordsIn(line, range)).filter(Boolean);
      if (!touched.length) return null;
      const text = touched.map(({ words }) => words.join(" ")).join(" ");
      return text.length > LONGEST_QUOTE_CHARS ? null : { first: touched[0], last: touched.at(-1), text };
    }

    wordsIn(line, range) {
      const node = line.firstChild;
      if (!node) return null;
      const from = range.startContainer === node ? range.startOffset : range.comparePoint(node, 0) < 0 ? node.length : 0;
      const to = range.endContainer === node ? range.endOffset : range.comparePoint(node, node.length) > 0 ? 0 : node.length;
      const all = [...line.textContent.matchAll(/\S+/g)];
      const inside = all.map((word, index) => ({ word, index })).filter(({ word }) => word.index < to && word.index + word[0].length > from);
      if (from >= to && node.length || !inside.length) return null;
      return { line: line.parentElement, all, words: inside.map(({ word }) => word[0]), from: inside[0].index, to: inside.at(-1).index };
    }

    /** The stretch of time in which the selected words are said. */
    async timed({ first, last, text }) {
      const times = await this.times();
      const start_s = this.spans(first, times)[first.from][0];
      const end_s = this.spans(last, times)[last.to][1];
      return { start_s, end_s, text };
    }

    /** Start and end of every word of a line; without word times they are shared out by letters. */
    spans({ line, all }, times) {
      const [begin_s, done_s] = [Number(line.dataset.start), Number(line.dataset.end)];
      const known = times[line.id];
      let at_s = begin_s;
      if (known?.length === 2 * all.length) {
        return all.map((_, i) => {
          const start_s = at_s + known[2 * i] / TICKS_PER_S;
          at_s = start_s + known[2 * i + 1] / TICKS_PER_S;
          return [start_s, at_s];
        });
      }
      const letters = all.reduce((sum, word) => sum + word[0].length, 0) || 1;
      return all.map((word) => {
        const start_s = at_s;
        at_s += ((done_s - begin_s) * word[0].length) / letters;
        return [start_s, at_s];
      });
    }

    async times() {
      if (!this.transcript.dataset.words) return {};
      this.known ??= fetch(this.transcript.dataset.words).then((answer) => (answer.ok ? answer.json() : {})).catch(() => ({}));
      return this.known;
    }

    open(range) {
      this.range = range;
      this.now_s = this.player.querySelector("audio").currentTime;
      this.part("clock").textContent = this.player.querySelector("[data-show-now]").textContent;
      this.part("from").checked = this.now_s > 0;
      this.part("from").closest("p").hidden = Boolean(range);
      const words = this.dialog.querySelector(".share-words");
      words.hidden = !range;
      words.textContent = range ? range.text : "";
      this.dialog.querySelector(".share-said").textContent = "";
      this.write();
      this.dialog.showModal();
    }

    write() {
      const from = this.part("from").checked ? plain(this.now_s) : "";
      const time = this.range ? `${plain(this.range.start_s)},${plain(this.range.end_s)}` : from;
      const withTime = (address) => {
        const url = new URL(address, location.href);
        url.hash = "";
        if (time) url.searchParams.set("t", time);
        return url.href.replace("%2C", ",");
      };
      this.part("link").value = withTime(this.dialog.dataset.url || location.href);
      const embed = this.dialog.dataset.embed;
      this.part("embedding").hidden = !embed;
      if (!embed) return;
      const frame = document.createElement("iframe");
      frame.setAttribute("src", withTime(embed));
      frame.setAttribute("title", this.dialog.dataset.title);
      for (const [name, value] of Object.entries({ width: "100%", height: "180", loading: "lazy" })) frame.setAttribute(name, value);
      this.part("embed").value = frame.outerHTML;
    }

    async onClick(event) {
      if (event.target === this.dialog) return this.dialog.close(); // the space around it
      const id = event.target.closest("[data-copy]")?.dataset.copy;
      if (!id) return;
      const field = this.dialog.querySelector(`#${id}`);
      const said = this.dialog.querySelector(".share-said");
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        said.textContent = this.dialog.dataset.copied;
      } catch {
        said.textContent = this.dialog.dataset.notCopied;
      }
    }
  }

  const [dialog, player] = [document.querySelector("dialog.share"), document.querySelector("onrecord-player")];
  if (dialog && player) new Sharing(dialog, player, document.querySelector("onrecord-transcript"));
})();
