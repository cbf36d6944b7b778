// The page that is shown until the demo is ready: asks how far it is, and
// opens the workspace when it is done.
const byId = (id) => document.getElementById(id);

async function ask() {
  try {
    const answer = await fetch("/api/state", { cache: "no-store" });
    if (answer.ok) {
      location.reload();
      return;
    }
    if (answer.status === 503) show(await answer.json());
  } catch {
    byId("doing").textContent = "the demo does not answer; trying again";
  }
  setTimeout(ask, 400);
}

function show(progress) {
  byId("doing").textContent = progress.doing;
  const bar = byId("bar");
  if (progress.total > 0) {
    bar.value = progress.percent;
    byId("count").textContent = `${progress.done.toLocaleString("en")} of ${progress.total.toLocaleString("en")}`;
  } else {
    bar.removeAttribute("value");
    byId("count").textContent = "…";
  }
}

setTimeout(ask, 400);
