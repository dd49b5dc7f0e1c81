// The discussion without leaving the page: answers are written below what they answer, and one's own waiting comments show.
"use strict";
(() => {
  const WROTE = "onrecord:wrote"; // that this browser has a comment: only then is anything asked for
  const form = document.querySelector(".talk .talk-form");
  const own = document.querySelector(".talk-own");

  const remember = () => {
    try {
      localStorage.setItem(WROTE, "1");
    } catch {}
  };

  const hasWritten = () => {
    try {
      return localStorage.getItem(WROTE) !== null;
    } catch {
      return false;
    }
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  /** The form goes below the comment that is answered; Escape brings it back. */
  const answer = (event) => {
    const link = event.target.closest(".talk-answer");
    if (!link || !form?.querySelector("[name=parent]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    form.querySelector("[name=parent]").value = link.dataset.key;
    link.closest(".said-here").append(form);
    form.querySelector("textarea").focus();
  };

  const home = form?.previousElementSibling;
  const back = (event) => {
    if (event.key !== "Escape" || !form.closest(".said-here")) return;
    const link = form.closest(".said-here").querySelector(".talk-answer");
    form.querySelector("[name=parent]").value = "";
    home?.after(form);
    link?.focus();
  };

  const showOwn = async () => {
    const answered = await fetch(own.dataset.own, { credentials: "same-origin" });
    if (!answered.ok) return;
    const { comments } = await answered.json();
    const list = element("ol", "talk-list");
    for (const comment of comments) {
      const link = element("a", "", own.dataset.change);
      link.href = comment.url;
      const keys = element("p", "talk-keys");
      keys.append(link);
      const seen = document.getElementById(`comment-${comment.key}`);
      if (seen) {
        seen.querySelector(".talk-keys")?.append(" ", link);
      } else if (!comment.is_seen) {
        const item = element("li", "said-here");
        const text = element("div", "talk-text");
        text.innerHTML = comment.html; // cleaned by the server, as in the page itself
        item.append(element("p", "talk-by", `${comment.name} · ${own.dataset.waits}`), text, keys);
        list.append(item);
      }
    }
    own.append(list);
    own.hidden = !list.children.length;
  };

  if (form) {
    document.addEventListener("click", answer);
    form.addEventListener("keydown", back);
    for (const one of document.querySelectorAll(".talk-form")) one.addEventListener("submit", remember);
  }
  if (own && hasWritten()) showOwn().catch(() => {});
})();
