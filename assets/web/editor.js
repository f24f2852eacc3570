// The editing surface over the body's text box: what is pasted comes back clean from the hall before it is inserted.
// Without this module the text box does everything.

for (const bar of document.querySelectorAll("[data-editor]")) start(bar);

function start(bar) {
  const box = document.getElementById(bar.dataset.editor);
  const form = box?.form;
  if (!box || !form) return;
  const label = form.querySelector(`label[for="${box.id}"]`);
  const surface = document.createElement("div");
  surface.className = "surface prose";
  surface.contentEditable = "true";
  surface.setAttribute("role", "textbox");
  surface.setAttribute("aria-multiline", "true");
  if (label) {
    label.id ||= `${box.id}-label`;
    surface.setAttribute("aria-labelledby", label.id);
  }
  if (box.getAttribute("aria-describedby")) surface.setAttribute("aria-describedby", box.getAttribute("aria-describedby"));

  const keep = () => { box.value = surface.innerHTML; };
  surface.addEventListener("input", keep);
  form.addEventListener("submit", () => { if (!surface.hidden) keep(); });
  surface.addEventListener("paste", async (event) => {
    const html = event.clipboardData?.getData("text/html");
    if (!html) return;
    event.preventDefault();
    const range = getSelection()?.rangeCount ? getSelection().getRangeAt(0) : null;
    const clean = await cleaned(bar, form, html) ?? event.clipboardData.getData("text/plain");
    if (range) { getSelection().removeAllRanges(); getSelection().addRange(range); }
    document.execCommand("insertHTML", false, clean);
    keep();
  });

  bar.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-do]");
    if (!button) return;
    const [command, value] = button.dataset.do.split(":");
    if (command === "source") {
      const toSource = box.hidden;
      if (toSource) keep();
      else surface.innerHTML = await cleaned(bar, form, box.value) ?? "";
      box.hidden = !toSource;
      surface.hidden = toSource;
      button.setAttribute("aria-pressed", String(toSource));
      return;
    }
    surface.focus();
    document.execCommand(command, false, value);
    keep();
  });

  // The text box may hold anything that was typed and sent back: only what the hall has cleaned becomes markup here.
  cleaned(bar, form, box.value).then((html) => {
    if (html === null) return;
    surface.innerHTML = html;
    box.before(bar);
    box.after(surface);
    box.hidden = true;
    bar.hidden = false;
  });
}

async function cleaned(bar, form, html) {
  if (html.trim() === "") return "";
  const body = new URLSearchParams({ csrf: form.elements.csrf.value, body: html });
  try {
    const answer = await fetch(bar.dataset.paste, { method: "POST", body, headers: { accept: "application/json" } });
    return answer.ok ? (await answer.json()).html : null;
  } catch {
    return null;
  }
}
