// Keeps the figures new; the pictures need none of this.
"use strict";

const trouble = document.getElementById("trouble");
let silent = 0;

async function refresh() {
  const answer = await fetch("./", { signal: AbortSignal.timeout(4000) });
  if (!answer.ok) throw new Error(await answer.text());
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (silent > 1) location.reload(); // the pictures ended with the program that sent them
  for (const old of document.querySelectorAll("[data-live]")) {
    const now = fresh.getElementById(old.id);
    if (!now || now.innerHTML === old.innerHTML) continue;
    old.className = now.className;
    old.replaceChildren(...now.childNodes);
  }
  for (const old of document.querySelectorAll("[data-shown]")) {
    const now = fresh.getElementById(old.id);
    // A picture that goes on is left alone; what turned out to be none is explained.
    if (now && !now.querySelector("img") !== !old.querySelector("img")) old.replaceChildren(...now.childNodes);
  }
}

function renew_stills() {
  for (const still of document.querySelectorAll("[data-still]"))
    if (still.complete) still.src = still.src.split("?")[0] + "?" + Date.now();
}

async function turn() {
  if (!document.hidden) {
    try {
      await refresh();
      silent = 0;
    } catch {
      ++silent;
    }
    trouble.textContent = silent > 1 ? "sluice does not answer any more" : "";
    if (!silent) renew_stills();
  }
  setTimeout(turn, 2000);
}
setTimeout(turn, 1000);
