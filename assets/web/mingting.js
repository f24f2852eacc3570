// What script adds to pages that work without it: the first error in focus, drafts that save themselves, questions that
// come and go while one types, regions level by level, a warning before work is lost. Rules live on the server alone:
// this file never decides whether a question applies, it asks.

document.documentElement.classList.add("js");

const controls = (root) => root.querySelectorAll("input[id], select[id], textarea[id]");

/** The form's entries as they are now, for a button that was not really pressed. Files stay in the page. */
function entries(form, name, value) {
  const data = new URLSearchParams();
  for (const [n, v] of new FormData(form)) if (typeof v === "string") data.append(n, v);
  data.append(name, value);
  return data;
}

function send(form, data, accept) {
  const get = form.method === "get";
  const address = new URL(form.action);
  if (get) address.search = data;
  return fetch(address, { method: get ? "GET" : "POST", body: get ? undefined : data, headers: { accept }, credentials: "same-origin" });
}

/** Replaces `part` of the page by the same part of the answer; what was typed meanwhile, chosen files and the focus stay. */
function replace(part, html, selector) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(selector);
  if (!fresh) return;
  const node = document.importNode(fresh, true);
  const active = document.activeElement;
  const spot = part.contains(active) ? { id: active.id, at: active.selectionStart } : null;
  for (const old of controls(part)) {
    const now = node.querySelector(`#${CSS.escape(old.id)}`);
    if (!now || now.tagName !== old.tagName || now.type !== old.type) continue;
    if (old.type === "file") now.replaceWith(old);
    else if (old.type === "radio" || old.type === "checkbox") now.checked = old.checked;
    else if (old.tagName !== "SELECT" || [...now.options].some((o) => o.value === old.value)) now.value = old.value;
  }
  part.replaceWith(node);
  const again = spot?.id && document.getElementById(spot.id);
  if (again) {
    again.focus();
    try { if (spot.at !== null && spot.at !== undefined) again.setSelectionRange(spot.at, spot.at); } catch { /* not a line of text */ }
  }
}

document.querySelector("[data-focus]")?.focus();

for (const form of document.querySelectorAll("form")) {
  let changed = false;
  let leaving = false;
  let waiting = 0;
  let turn = 0;
  const state = form.querySelector("[data-save-state]");

  async function save() {
    const mine = ++turn;
    changed = false;
    try {
      const answer = await send(form, entries(form, "act", "autosave"), "application/json");
      if (!answer.ok) throw new Error(String(answer.status));
      const { time } = await answer.json();
      if (mine === turn && state) state.textContent = state.dataset.saved.replace("{time}", time);
    } catch {
      changed = true;
      if (state) state.textContent = state.dataset.failed;
    }
  }

  async function refresh(name, value, selector) {
    const mine = ++turn;
    const answer = await send(form, entries(form, name, value), "text/html").catch(() => null);
    if (!answer?.ok || mine !== turn) return;
    const part = form.querySelector(selector);
    if (part) replace(part, await answer.text(), selector);
  }

  form.addEventListener("input", () => {
    changed = true;
    if (!form.hasAttribute("data-autosave")) return;
    clearTimeout(waiting);
    waiting = setTimeout(save, 1200);
  });

  form.addEventListener("change", (event) => {
    const cascade = event.target.closest("[data-region]");
    if (cascade) {
      const name = cascade.dataset.region;
      // A higher level that changed empties those below it.
      let below = event.target.closest(".level").nextElementSibling;
      for (; below?.matches(".level"); below = below.nextElementSibling) below.querySelector("select").value = "";
      refresh("_region", cascade.querySelector("button")?.value ?? name, `[data-region="${CSS.escape(name)}"]`);
    } else if (event.target.closest("[data-watch]") && form.querySelector("[data-form-fields]")) {
      clearTimeout(waiting);
      refresh("act", "refresh", "[data-form-fields]");
    }
  });

  form.addEventListener("submit", (event) => {
    if (leaving) return event.preventDefault();
    leaving = true;
    clearTimeout(waiting);
    event.submitter?.setAttribute("aria-disabled", "true");
    setTimeout(() => { leaving = false; event.submitter?.removeAttribute("aria-disabled"); }, 4000);
  });

  if (form.hasAttribute("data-autosave") || form.hasAttribute("data-keep")) {
    addEventListener("beforeunload", (event) => { if (changed && !leaving) event.preventDefault(); });
  }
}
