// Search without a server: reads the few pieces of the index that a question needs, newest episodes first.
"use strict";
(() => {
  const PAGE_N = 20;
  const MOST_ENDINGS_N = 50;
  const NEAR_N = 10;
  const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
  const PAIRED = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+/;
  const LETTERS = { ø: "o", đ: "d", ł: "l", æ: "ae", œ: "oe", ı: "i", ß: "ss", "'": "", "’": "" };

  const fold = (word) =>
    word
      .toLowerCase()
      .replace(/[øđłæœıß'’]/g, (letter) => LETTERS[letter])
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "")
      .normalize("NFC");
  const clock = (time_s) => {
    const whole = Math.round(time_s);
    const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return h ? `${h}:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}` : `${m}:${String(s).padStart(2, "0")}`;
  };
  const slug = (name) =>
    name.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}_\s-]/gu, "").trim().replace(/[-\s]+/g, "-").replace(/^[-_]+|[-_]+$/g, "");

  /** What was typed, as clauses: {words, isPrefix, isQuoted, near}, and filters. */
  const read = (text) => {
    const query = { clauses: [], not: [], by: [], story: [] };
    const term = /(-)?(?:(by|story|episode|since|until):)?(?:["“]([^"”]*)["”]?|([^\s"“”]+))/g;
    let near = 0;
    for (const [, minus, field, phrase, word] of text.matchAll(term)) {
      const distance = /^NEAR(?:\/(\d{1,2}))?$/.exec(word ?? "");
      if (distance && query.clauses.length && !field) {
        near = Math.min(Number(distance[1] || NEAR_N), 20);
        continue;
      }
      const value = (phrase ?? word).trim();
      if (field === "by" || field === "story") query[field].push(value);
      else if (field) query[field] = value;
      else {
        const words = [...value.matchAll(WORD)].map((found) => fold(found[0]));
        if (!words.length) continue;
        const clause = { words, isPrefix: value.endsWith("*"), isQuoted: phrase !== undefined, text: value };
        if (minus) query.not.push(clause);
        else if (near) query.clauses.at(-1).near = { clause, distance: near };
        else query.clauses.push(clause);
      }
      near = 0;
    }
    return query;
  };

  class Index {
    constructor(folder) {
      this.folder = folder;
      this.files = new Map();
    }

    get(name) {
      if (!this.files.has(name)) this.files.set(name, fetch(`${this.folder}${name}`).then((answer) => answer.json()));
      return this.files.get(name);
    }

    async open() {
      this.about = await this.get("index.json");
      let first = this.about.heads_n;
      for (const episode of this.about.episodes) {
        episode.first = first;
        first += episode.lines_n;
      }
    }

    /** The piece of `kind` that a word would stand in, and the pieces after it while `goOn` says so. */
    async rows(kind, word, isPrefix) {
      const firsts = this.about[kind];
      let at = firsts.findLastIndex((first) => first <= word);
      if (at < 0) at = 0;
      const found = [];
      for (; at < firsts.length && (found.length === 0 || firsts[at].startsWith(word)); at += 1) {
        const piece = await this.get(`${kind}-${at}.json`);
        found.push(...Object.entries(piece).filter(([key]) => (isPrefix ? key.startsWith(word) : key === word)));
        if (!isPrefix) break;
      }
      return found;
    }

    places(packed) {
      let at = 0;
      return packed === "" ? [] : packed.split(",").map((step) => (at += parseInt(step, 36)));
    }

    /** Passages that may hold the word, and the written forms that count as it; `places` is null for a common word. */
    async word(word, isPrefix) {
      if (PAIRED.test(word)) return this.part(word);
      const rows = await this.rows("words", word, isPrefix);
      const found = rows.sort((a, b) => b[1][1] - a[1][1]).map(([, [token]]) => token);
      const tokens = [...new Set(found.length || isPrefix ? found : await this.kin(word))];
      const all = new Set();
      const forms = new Set();
      let isCommon = false;
      for (const token of tokens.slice(0, MOST_ENDINGS_N)) {
        for (const [, [packed, written]] of await this.rows("places", token, false)) {
          if (packed === null) isCommon = true;
          else for (const place of this.places(packed)) all.add(place);
          for (const form of written) if (!isPrefix || form.startsWith(word)) forms.add(form);
        }
      }
      return { places: isCommon ? null : all, matches: (own) => forms.has(own) || (isPrefix && own.startsWith(word)) };
    }

    /** The index word of a form that was never used: itself, or another form of it. There is no stemmer here. */
    async kin(word) {
      const bare = word.replace(/(?:ing|ed|es|s|ly)$/, "");
      for (const guess of [word, word.replace(/y$/, "i"), bare, bare.replace(/y$/, "i"), `${bare}e`]) {
        if (guess.length < 3) continue;
        if ((await this.rows("places", guess, false)).length) return [guess];
        const [row] = await this.rows("words", guess, false);
        if (row) return [row[1][0]];
      }
      return [];
    }

    /** A part of a word in a script that is indexed by pairs of letters. */
    async part(word) {
      const pairs = word.length === 1 ? [word] : [...Array(word.length - 1)].map((_, i) => word.slice(i, i + 2));
      let all = null;
      for (const pair of pairs) {
        const rows = await this.rows("places", pair, word.length === 1);
        const here = new Set(rows.flatMap(([, [packed]]) => (packed === null ? [] : this.places(packed))));
        if (rows.some(([, [packed]]) => packed === null)) continue;
        all = all === null ? here : new Set([...all].filter((place) => here.has(place)));
      }
      return { places: all, matches: (own) => own.includes(word), part: word };
    }

    async passage(place) {
      if (place < this.about.heads_n) {
        const { heads_a_file_n } = this.about;
        const file = await this.get(`heads-${Math.floor(place / heads_a_file_n)}.json`);
        const [kind, number, start_s, text] = file[place % heads_a_file_n];
        return { kind, episode: this.about.episodes[number], start_s, text, speaker: "", spot: "" };
      }
      const number = this.about.episodes.findLastIndex((one) => one.first <= place && one.lines_n);
      const episode = this.about.episodes[number];
      const file = await this.get(`text-${number}.json`);
      const [start_s, who, spot, text] = file.lines[place - episode.first];
      const story = file.stories.findLast(([from_s]) => from_s <= start_s + 0.05)?.[1] ?? "";
      return { kind: "line", episode, start_s, text, speaker: file.speakers[who], spot, story };
    }
  }

  class Search {
    constructor(index, fields) {
      this.index = index;
      this.query = read(fields.get("q") ?? "");
      for (const name of ["by", "story"]) if (fields.get(name)) this.query[name].push(fields.get(name));
      for (const name of ["since", "until", "episode"]) this.query[name] = fields.get(name) || this.query[name];
      this.isOldestFirst = fields.get("order") === "oldest";
      this.common = [];
      this.missing = [];
    }

    get isEmpty() {
      const { clauses, by, story, episode } = this.query;
      return !clauses.length && !by.length && !story.length && !episode;
    }

    /** Every place to look at, in the order in which hits are shown. */
    async candidates() {
      const sets = [];
      this.tests = [];
      for (const clause of this.query.clauses) {
        const words = await this.looked(clause);
        const isMissing = words.some(({ places }) => places !== null && places.size === 0);
        if (isMissing) {
          this.missing.push(clause.text);
          continue;
        }
        const rare = words.filter(({ places }) => places !== null);
        if (!rare.length && !clause.isQuoted && this.query.clauses.length > 1) {
          this.common.push(clause.text);
          continue;
        }
        sets.push(...rare.map(({ places }) => places));
        this.tests.push(this.tester(clause, words));
      }
      this.without = [];
      for (const clause of this.query.not) this.without.push(this.tester(clause, await this.looked(clause)));
      if (this.query.clauses.length && !this.tests.length) return [];
      sets.sort((a, b) => a.size - b.size);
      const { heads_n, episodes } = this.index.about;
      const last = episodes.length ? episodes.at(-1).first + episodes.at(-1).lines_n : heads_n;
      const all = sets.length
        ? [...sets[0]].filter((place) => sets.every((one) => one.has(place))).sort((a, b) => a - b)
        : Array.from({ length: last }, (_, place) => place);
      return this.isOldestFirst ? this.turned(all) : all;
    }

    /** Oldest episode first; within an episode the order stays. */
    turned(places) {
      const { heads_n, episodes } = this.index.about;
      const lines = places.filter((place) => place >= heads_n);
      const groups = episodes.map(({ first, lines_n }) => lines.filter((place) => place >= first && place < first + lines_n));
      return [...places.filter((place) => place < heads_n), ...groups.reverse().flat()];
    }

    async looked(clause) {
      const words = await Promise.all(
        clause.words.map((word, i) => this.index.word(word, clause.isPrefix && i === clause.words.length - 1)),
      );
      if (clause.near) clause.near.words = await this.looked(clause.near.clause);
      return clause.near ? [...words, ...clause.near.words] : words;
    }

    /** Whether a text, as its folded words, holds the clause: its words in a row, or near one another. */
    tester(clause, words) {
      const own = words.slice(0, clause.words.length);
      const ends = (text, row) => {
        const found = [];
        for (let at = 0; at + row.length <= text.length; at += 1) {
          if (row.every(({ matches }, i) => matches(text[at + i]))) found.push([at, at + row.length - 1]);
        }
        return found;
      };
      const test = (text) => {
        const here = ends(text, own);
        if (!clause.near || !here.length) return here.length > 0;
        const there = ends(text, clause.near.words);
        const reach = clause.near.distance + 1;
        return here.some(([a, b]) => there.some(([c, d]) => (c > b && c - b <= reach) || (a > d && a - d <= reach)));
      };
      return { test, words };
    }

    passes(passage) {
      const { by, story, since, until, episode } = this.query;
      const { date, number } = passage.episode;
      const parts = (name) => fold(name).split(/[\s-]+/).filter(Boolean);
      const isBy = (name) => parts(name).length > 0 && parts(name).every((part) => parts(passage.speaker).some((one) => one.startsWith(part)));
      if (episode && String(number) !== episode) return false;
      if (since && date < since) return false;
      if (until && date.slice(0, until.length) > until) return false;
      if (by.length && !by.some((name) => slug(passage.speaker) === name || isBy(name))) return false;
      const title = fold(passage.kind === "story" ? passage.text : passage.story ?? "");
      if (story.length && !story.some((words) => words.split(/\s+/).every((word) => title.includes(fold(word))))) return false;
      const words = [...passage.text.matchAll(WORD)].map((found) => fold(found[0]));
      return this.tests.every(({ test }) => test(words)) && !this.without.some(({ test }) => test(words));
    }

    async *hits() {
      const { heads_n, episodes } = this.index.about;
      const { by, since, until, episode } = this.query;
      for (const place of await this.candidates()) {
        if (place < heads_n && by.length) continue;
        if (place >= heads_n) {
          const own = episodes.findLast((one) => one.first <= place && one.lines_n);
          if (episode && String(own.number) !== episode) continue;
          if ((since && own.date < since) || (until && own.date.slice(0, until.length) > until)) continue;
        }
        const passage = await this.index.passage(place);
        if (this.passes(passage)) yield passage;
      }
    }

    /** The text with <mark> around what was sought. */
    lit(text) {
      const found = document.createDocumentFragment();
      let at = 0;
      const mark = (from, to) => {
        found.append(text.slice(at, from));
        found.append(Object.assign(document.createElement("mark"), { textContent: text.slice(from, to) }));
        at = to;
      };
      const words = this.tests.flatMap((one) => one.words);
      for (const match of text.matchAll(WORD)) {
        const own = fold(match[0]);
        const hit = words.find(({ matches }) => matches(own));
        if (!hit) continue;
        const inside = hit.part ? match[0].indexOf(hit.part) : -1;
        if (inside >= 0) mark(match.index + inside, match.index + inside + hit.part.length);
        else mark(match.index, match.index + match[0].length);
      }
      found.append(text.slice(at));
      return found;
    }
  }

  class Page {
    constructor(root) {
      this.root = root;
      this.list = root.querySelector("[data-hits]");
      this.said = root.querySelector(".found");
      this.more = root.querySelector("[data-more]");
      this.site = new URL(root.dataset.site, location.href).href;
    }

    async run() {
      const fields = new URLSearchParams(location.search);
      for (const [name, value] of fields) {
        const field = document.querySelector(`.search-form [name=${CSS.escape(name)}]`);
        if (field) field.value = value;
      }
      this.index = new Index(new URL(this.root.dataset.index, location.href).href);
      const search = new Search(this.index, fields);
      this.suggest();
      if (search.isEmpty) return;
      await this.index.open();
      this.root.querySelector(".help").hidden = true;
      this.search = search;
      this.hits = search.hits();
      this.shown = 0;
      this.more.querySelector("button").addEventListener("click", () => this.show());
      await this.show();
    }

    async show() {
      let left = PAGE_N;
      let isDone = false;
      while (left > 0) {
        const { value, done } = await this.hits.next();
        if ((isDone = done)) break;
        this.add(value);
        left -= 1;
        this.shown += 1;
      }
      this.more.hidden = isDone;
      const { common, missing } = this.search;
      const words = [(isDone ? this.root.dataset.found : this.root.dataset.foundMore).replace("{n}", this.shown)];
      if (common.length) words.push(`${this.root.dataset.common} ${common.join(", ")}`);
      if (missing.length) words.push(`${this.root.dataset.missing} ${missing.join(", ")}`);
      this.said.textContent = words.join(" · ");
      this.said.hidden = false;
      this.root.draw?.();
    }

    add(hit) {
      const address = (path) => new URL(path.replace(/^\//, ""), this.site).href;
      if (this.group?.dataset.number !== String(hit.episode.number)) {
        this.group = document.createElement("section");
        Object.assign(this.group, { className: "hit-group", lang: hit.episode.language });
        Object.assign(this.group.dataset, { number: hit.episode.number, audio: address(hit.episode.audio) });
        const title = document.createElement("h2");
        title.append(Object.assign(document.createElement("a"), { href: address(hit.episode.url), textContent: hit.episode.title }));
        const when = Object.assign(document.createElement("p"), { className: "kicker", textContent: hit.episode.date });
        this.group.append(title, when, Object.assign(document.createElement("ol"), { className: "hits" }));
        this.list.append(this.group);
      }
      const item = Object.assign(document.createElement("li"), { className: `hit hit-${hit.kind}` });
      if (hit.kind === "line" || hit.kind === "story") {
        item.dataset.start = hit.start_s;
        const href = `${address(hit.episode.url)}?t=${hit.start_s}${hit.spot ? `#${hit.spot}` : ""}`;
        item.append(Object.assign(document.createElement("a"), { className: "time", href, textContent: clock(hit.start_s) }), " ");
      }
      const text = document.createElement("p");
      const label = hit.speaker || this.root.dataset[hit.kind] || "";
      if (label) text.append(Object.assign(document.createElement("b"), { className: "speaker", textContent: label }), " ");
      text.append(this.search.lit(hit.text));
      item.append(text);
      this.group.querySelector("ol").append(item);
    }

    suggest() {
      const input = document.querySelector("#q");
      const list = Object.assign(document.createElement("datalist"), { id: "q-list" });
      input.after(list);
      input.setAttribute("list", list.id);
      input.addEventListener("input", async () => {
        const typed = input.value;
        const [, before, start] = /^(.*?)(\S*)$/su.exec(typed);
        if (fold(start).length < 2) return;
        if (!this.index.about) await this.index.open();
        const rows = await this.index.rows("words", fold(start), true);
        if (input.value !== typed) return;
        const best = rows.sort((a, b) => b[1][1] - a[1][1]).slice(0, 8);
        list.replaceChildren(...best.map(([word]) => Object.assign(document.createElement("option"), { value: before + word })));
      });
    }
  }

  const root = document.querySelector("onrecord-hits[data-index]");
  if (root) new Page(root).run();
})();
