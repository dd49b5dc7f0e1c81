// Search without a server: reads the few pieces of the index that a question needs, newest episodes first.
"use strict";
(() => {
  const PAGE_N = 20;
  const MOST_ENDINGS_N = 100;
  const MOST_TERMS_N = 16;
  const LONGEST_QUERY_CHARS_N = 400;
  const LONGEST_TOKEN_CHARS_N = 60;
  const [NEAR_N, WIDEST_NEAR_N] = [10, 20];
  const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
  const PAIRED = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+/g;
  const LETTERS = { ø: "o", đ: "d", ł: "l", æ: "ae", œ: "oe", ı: "i", ß: "ss", ς: "σ", "'": "", "’": "" };
  const KINDS = { title: "title", notes: "notes", note: "notes", story: "story", stories: "story", line: "line", claim: "claim", comment: "comment" };
  const FIRMNESS = /^(reported|claimed|confirmed|denied|speculation|expert_opinion|to_watch)$/;

  const fold = (word) =>
    word
      .toLowerCase()
      .replace(/[øđłæœıßς'’]/g, (letter) => LETTERS[letter])
      .normalize("NFD")
      .replace(/\p{Mn}/gu, "")
      .normalize("NFC");
  const wordsOf = (text) => [...text.matchAll(WORD)].map((found) => found[0]);
  /** The folded word, cut where a script that is indexed by pairs of letters begins or ends. */
  const runs = (word) => fold(word).replace(PAIRED, " $& ").split(" ").filter(Boolean);
  const isPaired = (run) => run.search(PAIRED) === 0;
  const pairs = (run) => [...Array(run.length)].map((_, i) => run.slice(i, i + 2));
  const stems = new Map();
  /** The index words of a written word, as the server makes them. */
  const tokensOf = (word) => {
    if (!stems.has(word)) {
      const own = (run) => (isPaired(run) ? pairs(run) : [(onrecordStem(run) || run).slice(0, LONGEST_TOKEN_CHARS_N)]);
      stems.set(word, runs(word).flatMap(own));
    }
    return stems.get(word);
  };
  /** Index words in a row for these words; with `isOpen` the last one may go on. Null when there is nothing in them. */
  const sought = (words) => {
    const pieces = words.flatMap(runs);
    if (!pieces.length) return null;
    const last = pieces.at(-1);
    const tokens = pieces.slice(0, -1).flatMap(tokensOf);
    if (!isPaired(last)) return { tokens: [...tokens, ...tokensOf(last)], isOpen: false };
    if (last.length === 1) return { tokens: [...tokens, last], isOpen: true };
    return { tokens: [...tokens, ...pairs(last).slice(0, -1)], isOpen: false };
  };
  const endsPaired = (word) => isPaired(runs(word).at(-1) ?? "");
  const clock = (time_s) => {
    const whole = Math.round(time_s);
    const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    return h ? `${h}:${String(m).padStart(2, "0")}:${String(s).padStart(2, "0")}` : `${m}:${String(s).padStart(2, "0")}`;
  };

  /** First and last day of 2026, 2026-11 or 2026-11-02; null when it is none of these. */
  const daysOf = (text) => {
    const found = /^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?$/.exec(text.trim());
    if (!found) return null;
    const [year, month, day] = [Number(found[1]), Number(found[2] ?? 0), Number(found[3] ?? 0)];
    const first = new Date(Date.UTC(year, (month || 1) - 1, day || 1));
    if ((found[2] && first.getUTCMonth() !== month - 1) || (found[3] && first.getUTCDate() !== day)) return null;
    const last = day ? first : new Date(Date.UTC(year, month || 12, 0));
    return [first.toISOString().slice(0, 10), last.toISOString().slice(0, 10)];
  };

  class Query {
    constructor(text) {
      Object.assign(this, { terms: [], not: [], by: [], story: [], kinds: [], since: "", until: "", episode: "", firmness: "", checked: "" });
      const term = /(-)?(?:(by|story|episode|since|until|show|in|firmness|checked):)?(?:["“]([^"”]*)["”]?|([^\s"“”]+))/g;
      let near = 0;
      for (const [, minus, field, phrase, word] of text.slice(0, LONGEST_QUERY_CHARS_N).matchAll(term)) {
        const distance = /^NEAR(?:\/(\d{1,2}))?$/.exec(word ?? "");
        if (distance && this.terms.length && !field) {
          near = Math.min(Number(distance[1] || NEAR_N), WIDEST_NEAR_N);
          continue;
        }
        const value = (phrase ?? word).trim();
        if (field && value && this.narrow(field, value)) continue;
        const said = phrase ?? (field ? `${field}:` : "") + word;
        const words = wordsOf(said).slice(0, MOST_TERMS_N);
        if (!words.length) continue;
        const row = { words, isPrefix: said.trimEnd().endsWith("*"), isQuoted: phrase !== undefined };
        row.text = words.join(" ") + (row.isPrefix ? "*" : "");
        if (row.isQuoted) row.text = `"${row.text}"`;
        const before = this.terms.at(-1);
        if (minus) this.not.push(row);
        else if (near && !before.near) Object.assign(before, { near: row, betweenN: near, text: `${before.text} NEAR/${near} ${row.text}` });
        else if (this.terms.length < MOST_TERMS_N) this.terms.push(row);
        near = 0;
      }
      this.not.length = Math.min(this.not.length, MOST_TERMS_N);
    }

    /** Whether the value says something for that field. */
    narrow(field, value) {
      const name = value.toLowerCase();
      if (field === "by" || field === "story") this[field].push(value);
      else if (field === "episode" && /^\d{1,9}$/.test(value)) this.episode = String(Number(value));
      else if ((field === "since" || field === "until") && daysOf(value)) this[field] = daysOf(value)[field === "since" ? 0 : 1];
      else if (field === "in" && (KINDS[name] ?? KINDS[name.replace(/s$/, "")])) this.kinds.push(KINDS[name] ?? KINDS[name.replace(/s$/, "")]);
      else if (field === "firmness" && FIRMNESS.test(name.replaceAll(" ", "_"))) this.firmness = name.replaceAll(" ", "_");
      else if (field === "checked" && /^(yes|no)$/.test(value)) this.checked = value;
      else return field === "show";
      return true;
    }

    get isForClaims() {
      return Boolean(this.firmness || this.checked);
    }

    get isEmpty() {
      return ![this.terms, this.by, this.story, this.kinds].some((one) => one.length) && !this.isForClaims && !this.episode;
    }

    looksIn(kind) {
      if (this.isForClaims) return kind === "claim";
      return this.kinds.length ? this.kinds.includes(kind) : kind !== "claim";
    }
  }

  class Index {
    constructor(folder) {
      this.folder = folder;
      this.files = new Map();
    }

    get(name) {
      if (!this.files.has(name)) this.files.set(name, this.fetched(name));
      return this.files.get(name);
    }

    async fetched(name) {
      try {
        return await (await fetch(`${this.folder}${name}`)).json();
      } catch (error) {
        this.files.delete(name);
        throw error;
      }
    }

    async open() {
      if (this.about) return;
      const about = await this.get("index.json");
      let first = about.heads_n;
      for (const episode of about.episodes) {
        episode.first = first;
        first += episode.lines_n;
      }
      this.tailsFrom = first;
      this.claimsFrom = first + about.comments_n;
      this.endsAt = this.claimsFrom + about.claims_n;
      this.about = about;
    }

    /** The rows of `kind` for a word, or for all that begin so. */
    async rows(kind, word, isPrefix) {
      const firsts = this.about[kind];
      let at = Math.max(firsts.findLastIndex((first) => first <= word), 0);
      const found = [];
      for (const begun = at; at < firsts.length && (at === begun || (isPrefix && firsts[at].startsWith(word))); at += 1) {
        const piece = await this.get(`${kind}-${at}.json`);
        if (!isPrefix) return Object.hasOwn(piece, word) ? [[word, piece[word]]] : [];
        found.push(...Object.entries(piece).filter(([key]) => key.startsWith(word)));
      }
      return found;
    }

    /** Where an index word stands: a set, null when it is too common to be listed; and how often. */
    async token(token, isOpen) {
      const rows = await this.rows("places", token, isOpen);
      const all = new Set();
      let isListed = true;
      for (const [, [packed]] of rows) {
        if (packed === null) isListed = false;
        let at = 0;
        for (const step of packed ? packed.split(",") : []) all.add((at += parseInt(step, 36)));
      }
      return { places: isListed ? all : null, usesN: rows.reduce((sum, [, [, usesN]]) => sum + usesN, 0) };
    }

    /** The index words of what begins so, the commonest first. */
    async endings(start) {
      const rows = await this.rows("words", fold(start), true);
      const uses = new Map();
      for (const [, [token, usesN]] of rows) uses.set(token, (uses.get(token) ?? 0) + usesN);
      return [...uses].sort((a, b) => b[1] - a[1]).slice(0, MOST_ENDINGS_N).map(([tokens]) => ({ tokens: tokens.split(" "), isOpen: false }));
    }

    async passage(place) {
      const { heads_n, rows_a_file_n, episodes } = this.about;
      const row = async (name, at) => (await this.get(`${name}-${Math.floor(at / rows_a_file_n)}.json`))[at % rows_a_file_n];
      if (place < heads_n) {
        const [kind, number, start_s, text] = await row("heads", place);
        return { kind, episode: episodes[number], start_s, text, speaker: "", spot: "", story: kind === "story" ? text : "", by: [] };
      }
      if (place >= this.tailsFrom) {
        const tail = await row("tails", place - this.tailsFrom);
        return { ...tail, episode: episodes[tail.episode] };
      }
      const number = episodes.findLastIndex((one) => one.first <= place && one.lines_n);
      const file = await this.get(`text-${number}.json`);
      const [start_s, who, spot, text] = file.lines[place - episodes[number].first];
      const story = file.stories.findLast(([from_s]) => from_s <= start_s + 0.05)?.[1] ?? "";
      return { kind: "line", episode: episodes[number], start_s, text, speaker: file.speakers[who], spot, story, by: [file.speakers[who]] };
    }
  }

  const both = (a, b) => (a && b ? new Set([...a].filter((place) => b.has(place))) : a ?? b);
  const either = (a, b) => (a && b ? new Set([...a, ...b]) : null);
  const endsOf = (own, { tokens, isOpen }) => {
    const found = [];
    for (let at = 0; at + tokens.length <= own.length; at += 1) {
      const fits = (token, i) => own[at + i] === token || (isOpen && i === tokens.length - 1 && own[at + i].startsWith(token));
      if (tokens.every(fits)) found.push([at, at + tokens.length - 1]);
    }
    return found;
  };

  class Search {
    constructor(index, fields) {
      this.index = index;
      this.query = new Query(fields.get("q") ?? "");
      for (const name of ["by", "story", "in", "since", "until", "episode", "firmness", "checked"]) {
        const value = (fields.get(name) ?? "").trim();
        if (value) this.query.narrow(name, value);
      }
      this.isOldestFirst = fields.get("order") === "oldest";
      this.common = [];
      this.missing = [];
    }

    /** What a row of words may be in the index: one of these. */
    async rowsOf({ words, isPrefix }) {
      const last = words.at(-1);
      if (!isPrefix || endsPaired(last)) {
        const row = sought(words);
        return row ? [row] : [];
      }
      if (words.length === 1) return this.index.endings(last);
      return [{ tokens: [...(sought(words.slice(0, -1))?.tokens ?? []), fold(last)], isOpen: true }];
    }

    /** The passages that may hold a row (null: any), and how often its rarest word is used. */
    async looked({ tokens, isOpen }) {
      const found = await Promise.all(tokens.map((token, i) => this.index.token(token, isOpen && i === tokens.length - 1)));
      return { places: found.reduce((all, one) => both(all, one.places), null), usesN: Math.min(...found.map((one) => one.usesN)) };
    }

    /** A term as what it comes to: the places to look at, a test of a passage's index words, and how common it is. */
    async clause(term) {
      const sides = [await this.rowsOf(term), ...(term.near ? [await this.rowsOf(term.near)] : [])];
      if (sides.some((rows) => !rows.length)) return null;
      let places = null;
      let usesN = Infinity;
      for (const rows of sides) {
        const found = await Promise.all(rows.map((row) => this.looked(row)));
        places = both(places, found.map((one) => one.places).reduce(either));
        usesN = Math.min(usesN, ...found.map((one) => one.usesN));
      }
      if (term.isPrefix || term.words.some(endsPaired)) usesN = 1;
      const test = (own) => {
        const [here, there] = sides.map((rows) => rows.flatMap((row) => endsOf(own, row)));
        if (!term.near || !here.length) return here.length > 0;
        return here.some(([a, b]) => there.some(([c, d]) => (c > b && c - b - 1 <= term.betweenN) || (a > d && a - d - 1 <= term.betweenN)));
      };
      return { term, places, usesN, test, isRequired: term.isQuoted || Boolean(term.near) };
    }

    async read() {
      const limit = this.index.about.common_from ?? Infinity;
      const found = [];
      for (const term of this.query.terms) {
        const one = await this.clause(term);
        if (one) found.push(one);
        else this.missing.push(term.text);
      }
      const helping = found.filter((one) => one.isRequired || one.usesN <= limit);
      this.clauses = helping.length ? helping : found;
      if (helping.length) this.common = found.filter((one) => !helping.includes(one)).map((one) => one.term.text);
      this.without = (await Promise.all(this.query.not.map((term) => this.clause(term)))).filter(Boolean);
    }

    /** Hits in their order. When no passage has all words, the one that stands nowhere is left out, else the commonest. */
    async *hits() {
      await this.read();
      for (;;) {
        if (!this.clauses.length && this.query.terms.length) return;
        let isAny = false;
        for await (const hit of this.walked()) {
          isAny = true;
          yield hit;
        }
        const isEnoughLeft = 3 * (this.clauses.length - 1) >= this.query.terms.length; // less is not what was asked for
        if (isAny || !isEnoughLeft) return;
        const rank = (one) => (one.usesN > 0 ? -one.usesN : -Infinity);
        const drop = this.clauses.reduce((best, one) => (rank(one) < rank(best) ? one : best));
        this.clauses = this.clauses.filter((one) => one !== drop);
        this.missing.push(drop.term.text);
      }
    }

    async *walked() {
      for (const place of this.candidates()) {
        if (!this.mayBe(place)) continue;
        const passage = await this.index.passage(place);
        if (this.passes(passage)) yield passage;
      }
    }

    candidates() {
      const places = this.clauses.map((one) => one.places).reduce(both, null);
      const all = places ? [...places].sort((a, b) => a - b) : Array.from({ length: this.index.endsAt }, (_, place) => place);
      return this.isOldestFirst ? this.turned(all) : all;
    }

    /** The oldest episode first, each from its beginning; comments as they were written. */
    turned(places) {
      const { tailsFrom, claimsFrom } = this.index;
      const { heads_n, episodes } = this.index.about;
      const between = (first, last) => places.filter((place) => place >= first && place < last);
      const byEpisode = (from, size) => {
        let last = from;
        return episodes.map((one) => between(last, (last += one[size]))).reverse();
      };
      return [
        ...byEpisode(0, "heads_n"),
        ...byEpisode(heads_n, "lines_n"),
        between(tailsFrom, claimsFrom).reverse(),
        ...byEpisode(claimsFrom, "claims_n"),
      ].flat();
    }

    /** Whether a place is worth opening, by what is known without. */
    mayBe(place) {
      const { heads_n, episodes } = this.index.about;
      const { query } = this;
      if (place < heads_n) return !query.by.length && ["title", "notes", "story"].some((kind) => query.looksIn(kind));
      if (place >= this.index.tailsFrom) return query.looksIn(place < this.index.claimsFrom ? "comment" : "claim");
      if (!query.looksIn("line")) return false;
      const { number, date } = episodes.findLast((one) => one.first <= place && one.lines_n);
      return !((query.episode && String(number) !== query.episode) || (query.since && date < query.since) || (query.until && date > query.until));
    }

    passes(passage) {
      const { by, story, since, until, episode, firmness, checked } = this.query;
      const date = passage.date ?? passage.episode.date;
      if (!this.query.looksIn(passage.kind)) return false;
      if (episode && String(passage.episode.number) !== episode) return false;
      if ((since && date < since) || (until && date > until)) return false;
      if (firmness && passage.firmness !== firmness) return false;
      if (checked && passage.is_checked !== (checked === "yes")) return false;
      const parts = (name) => name.replaceAll("-", " ").split(/\s+/).filter(Boolean).map(fold);
      const isOf = (name, own) => parts(name).length > 0 && parts(name).every((part) => parts(own).some((one) => one.startsWith(part)));
      if (by.length && !by.some((name) => passage.by.some((own) => isOf(name, own)))) return false;
      const title = story.length ? wordsOf(passage.story).flatMap(tokensOf) : [];
      const inTitle = (words) => words.length > 0 && words.every((word) => endsOf(title, sought([word])).length);
      if (story.length && !story.some((words) => inTitle(wordsOf(words)))) return false;
      const own = wordsOf(passage.text).flatMap(tokensOf);
      return this.clauses.every(({ test }) => test(own)) && !this.without.some(({ test }) => test(own));
    }

    /** The text with <mark> around what was sought. */
    lit(text) {
      const rows = this.clauses.flatMap(({ term }) => [term, ...(term.near ? [term.near] : [])]);
      const [tokens, starts, parts] = [new Set(), [], []];
      for (const { words, isPrefix } of rows) {
        const isBegun = isPrefix && !endsPaired(words.at(-1));
        if (isBegun) starts.push(fold(words.at(-1)));
        for (const word of isBegun ? words.slice(0, -1) : words) {
          if (endsPaired(word)) parts.push(fold(word));
          else tokens.add(tokensOf(word).join(" "));
        }
      }
      const spans = [];
      for (const { 0: word, index: from } of text.matchAll(WORD)) {
        const own = fold(word);
        if (tokens.has(tokensOf(word).join(" ")) || starts.some((start) => own.startsWith(start))) spans.push([from, from + word.length]);
        else if (own.length === word.length) {
          for (const part of parts) if (own.includes(part)) spans.push([from + own.indexOf(part), from + own.indexOf(part) + part.length]);
        }
      }
      const found = document.createDocumentFragment();
      let at = 0;
      for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
        if (to <= at) continue;
        const start = Math.max(from, at);
        found.append(text.slice(at, start));
        found.append(Object.assign(document.createElement("mark"), { textContent: text.slice(start, to) }));
        at = to;
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
      if (search.query.isEmpty) return;
      this.search = search;
      this.shown = 0;
      this.more.querySelector("button").addEventListener("click", () => this.show());
      await this.show();
    }

    async show() {
      try {
        await this.showNext();
      } catch {
        this.more.hidden = true;
        this.say(this.root.dataset.unread);
      }
    }

    say(text) {
      this.said.textContent = text;
      this.said.hidden = false;
    }

    async showNext() {
      await this.index.open();
      this.root.querySelector(".help").hidden = true;
      this.hits ??= this.search.hits();
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
      if (missing.length && this.shown) words.push(`${this.root.dataset.missing} ${missing.join(", ")}`);
      this.say(words.join(" · "));
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
      const made = (name, className, textContent, more) => Object.assign(document.createElement(name), { className, textContent, ...more });
      const words = this.root.dataset;
      if (["line", "story", "claim"].includes(hit.kind)) {
        item.dataset.start = hit.start_s;
        const href = `${address(hit.episode.url)}?t=${hit.start_s}${hit.spot ? `#${hit.spot}` : ""}`;
        item.append(made("a", "time", clock(hit.start_s), { href }), " ");
      }
      const text = document.createElement("p");
      if (hit.kind === "comment") {
        const href = `${address(hit.episode.url)}#comment-${hit.spot}`;
        text.append(made("a", "speaker", hit.is_host ? words.hostComment : words.comment, { href }), " ", made("b", "writer", hit.speaker), " ");
      } else if (hit.speaker || words[hit.kind]) text.append(made("b", "speaker", hit.speaker || words[hit.kind]), " ");
      text.append(this.search.lit(hit.text));
      if (hit.firmness) {
        const firmness = document.querySelector(`[data-firmness="${hit.firmness}"]`)?.textContent ?? hit.firmness;
        const said = made("span", "hit-firmness", `${firmness} · `);
        said.append(hit.is_checked ? words.checked : made("em", "", words.unchecked));
        text.append(" ", said);
      }
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
        await this.index.open();
        const rows = await this.index.rows("words", fold(start), true);
        if (input.value !== typed) return;
        const best = rows.filter((row) => row[1][1] > 0).sort((a, b) => b[1][1] - a[1][1]).slice(0, 8);
        list.replaceChildren(...best.map(([word]) => Object.assign(document.createElement("option"), { value: before + word })));
      });
    }
  }

  const root = document.querySelector("onrecord-hits[data-index]");
  if (root) new Page(root).run();
})();
