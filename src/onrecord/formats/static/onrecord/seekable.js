// Some plain file servers send sound only from its beginning. Where that is so, a place further on is reached by fetching all of it.
"use strict";
(() => {
  const SURE_MS = 400;

  const wishes = new WeakMap(); // the place that was asked for last: fetching takes time

  /** Goes to `time_s` whatever the server can do. */
  globalThis.onrecordSeek = async (audio, time_s) => {
    wishes.set(audio, time_s);
    audio.currentTime = time_s;
    if (time_s < 1 || audio.src.startsWith("blob:")) return;
    if (audio.readyState < HTMLMediaElement.HAVE_METADATA) {
      await new Promise((ready) => audio.addEventListener("loadedmetadata", ready, { once: true }));
    }
    const { seekable } = audio;
    const isReached = () => seekable.length > 0 && seekable.end(seekable.length - 1) >= Math.min(time_s, audio.duration - 0.5);
    if (isReached()) return;
    await new Promise((later) => setTimeout(later, SURE_MS));
    if (isReached() || audio.src.startsWith("blob:")) return;
    const answer = await fetch(audio.src.split("#")[0]);
    const whole = answer.ok && (await answer.blob());
    if (!whole || audio.src.startsWith("blob:")) return;
    const isPlaying = !audio.paused;
    audio.src = URL.createObjectURL(whole);
    audio.currentTime = wishes.get(audio);
    if (isPlaying) audio.play().catch(() => {});
  };
})();
