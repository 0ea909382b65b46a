// The browser's side of the page: [n] <-> card, copy, and the reading window. Run by gradio as the `js_on_load` of
// the panel of sources, which gives it `element`, `server` and `watch`. Clicks are delegated: HTML comes and goes.

document.documentElement.lang = navigator.language;

const dialog = document.createElement("dialog");
dialog.className = "wj-dialog";
document.querySelector(".gradio-container").append(dialog);

const named = (link) => document.getElementById(link.getAttribute("href").slice(1));
const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Show the sources of one turn only. */
function choose(section) {
  const chosen = section.closest(".wj-turn");
  for (const turn of element.querySelectorAll(".wj-turn")) turn.hidden = turn !== chosen;
}

/** Bring a node into view and flash it. */
function point(node, block = "center") {
  node.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block });
  node.classList.remove("wj-flash");
  void node.offsetWidth; // so that a second click flashes again
  node.classList.add("wj-flash");
  node.focus({ preventScroll: true });
}

function showCard(link) {
  const card = named(link);
  if (!card) return;
  choose(card);
  point(card);
}

function showSources(link) {
  const section = named(link);
  if (!section) return;
  choose(section);
  section.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
}

function showMarker(link) {
  const marker = named(link);
  if (marker) point(marker);
}

async function readArticle(button) {
  button.disabled = true;
  try {
    dialog.innerHTML = await server.read({ ...button.dataset, lang: navigator.language });
  } finally {
    button.disabled = false;
  }
  dialog.showModal();
  const reading = dialog.querySelector(".wj-reading");
  const mark = reading.querySelector("mark");
  if (mark) mark.scrollIntoView({ block: "center" });
  else reading.scrollTop = 0;
  reading.focus({ preventScroll: true });
}

/** The clipboard needs a secure page; elsewhere the old command still works. */
async function toClipboard(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

async function copyAnswer(link) {
  const section = named(link);
  if (!section) return;
  await toClipboard(section.dataset.copy);
  const label = link.textContent;
  if (label === link.title) return;
  link.textContent = link.title;
  setTimeout(() => (link.textContent = label), 1600);
}

const actions = {
  "a.wj-ref": showCard,
  "a.wj-back": showMarker,
  "a.wj-show": showSources,
  "a.wj-copy": copyAnswer,
  "button.wj-open": readArticle,
  "button.wj-close": () => dialog.close(),
};

document.addEventListener("click", (event) => {
  if (event.target === dialog) return dialog.close(); // the backdrop
  for (const [selector, act] of Object.entries(actions)) {
    const target = event.target.closest?.(selector);
    if (!target) continue;
    event.preventDefault();
    return act(target);
  }
});

// Gradio labels each message with its HTML source, which a screen reader would read out.
new MutationObserver(() => {
  for (const node of document.querySelectorAll("#wj-chat [data-testid][aria-label]")) node.removeAttribute("aria-label");
}).observe(document.getElementById("wj-talk"), { subtree: true, childList: true, attributeFilter: ["aria-label"] });

// A new answer: its sources from the top, and its question in view where the page is one column.
watch("value", () => {
  element.scrollTop = 0;
  const question = [...document.querySelectorAll(".wj-question")].pop();
  if (question && matchMedia("(max-width: 820px)").matches) question.scrollIntoView({ block: "start" });
});
