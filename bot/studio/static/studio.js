// What a form cannot do by itself: say while one types whether it could be saved, and follow a job.
const PAUSE = 500;

function line(text, kind) {
  const made = document.createElement("p");
  made.className = kind;
  made.textContent = text;
  return made;
}

function said(found) {
  const lines = found.problems.map((p) => line(`✗ ${p.text} ${p.hint} ${p.place ? `(${p.place})` : ""}`, "no"));
  if (found.ok) lines.push(line("✓ This can be saved.", "ok"));
  for (const note of found.notes ?? []) lines.push(line(`! ${note}`, "mind"));
  return lines;
}

function watch(form) {
  const live = form.querySelector("[data-live]");
  let timer = 0;
  let asked = 0;
  async function ask() {
    const number = ++asked;
    try {
      const answer = await fetch(form.dataset.validate, { method: "POST", body: new FormData(form) });
      const found = await answer.json();
      if (number === asked) live.replaceChildren(...said(found));
    } catch {
      if (number === asked) live.replaceChildren(line("The check did not answer; saving checks again.", "mind"));
    }
  }
  form.addEventListener("input", (event) => {
    if (event.target.name === "reason") return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  // A second press while the first is under way would be told that nothing changes.
  form.addEventListener("submit", () => {
    asked += 1;
    for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = true));
  });
}

async function follow(box) {
  const bar = box.querySelector("progress");
  const log = box.querySelector("[data-log]");
  const state = box.querySelector("[data-state]");
  for (;;) {
    await new Promise((done) => setTimeout(done, 700));
    try {
      const answer = await fetch(box.dataset.follow);
      if (!answer.ok) return location.reload();
      const job = await answer.json();
      if (job.done) return location.reload();
      state.textContent = job.state;
      log.textContent = job.lines.join("\n");
      log.scrollTop = log.scrollHeight;
      if (job.share === null) bar.removeAttribute("value");
      else bar.value = job.share;
    } catch {
      state.textContent = "The coach does not answer; trying again …";
    }
  }
}

for (const form of document.querySelectorAll("form[data-validate]")) watch(form);
for (const box of document.querySelectorAll("[data-follow]")) follow(box);
document.querySelector("[data-focus]")?.focus();
// Coming back by the back button shows a form whose buttons were switched off.
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const button of document.querySelectorAll("button:disabled")) button.disabled = false;
});
