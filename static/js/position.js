// "Use my current position": the device says where it is, the server in which area that lies, and
// the officer decides. What they chose is never replaced. Only rounded coordinates are kept. A form
// without an address to ask keeps the rounded position, and the server says the area when it comes.

const TIMEOUT = 15000;
const DECIMALS = 3; // some 100 metres
// Past this the device does not know where it is: see records/places/positions.py.
const ROUGHEST_METRES = 2000;

// What went wrong, in words; the codes are those of the browser's GeolocationPositionError.
const REFUSED = {
  1: "Your browser may not use the position of this device. Allow it in the settings of the browser, or choose the area yourself.",
  2: "This device cannot tell where it is. Choose the area yourself.",
  3: "Finding the position took too long. Try again outdoors, or choose the area yourself.",
};
const TOO_ROUGH =
  "Your device does not know where it is well enough. Choose the area yourself.";
const OFFLINE = "The position could not be looked up without a connection. Choose the area yourself.";

const locate = () =>
  new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(resolve, reject, {
      enableHighAccuracy: true,
      timeout: TIMEOUT,
      maximumAge: 60000,
    });
  });

async function areasAt(url, form, { latitude, longitude, accuracy }) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.set("latitude", latitude.toFixed(6));
  body.set("longitude", longitude.toFixed(6));
  body.set("accuracy", String(accuracy));
  const response = await fetch(url, { method: "POST", body, redirect: "error" });
  const answer = await response.json();
  return { ...answer, ok: response.ok };
}

function watch(place) {
  const part = (name) => place.querySelector(`[data-place-${name}]`);
  const [find, told, kept] = ["find", "answer", "kept"].map(part);
  const { form } = find;
  const { area, latitude, longitude } = form.elements;

  const changed = (control) => {
    control.dispatchEvent(new Event("input", { bubbles: true }));
    control.dispatchEvent(new Event("change", { bubbles: true }));
  };

  function showKept() {
    kept.hidden = !latitude.value;
    part("words").textContent = latitude.value
      ? `Position kept with the record: ${latitude.value}, ${longitude.value}, rounded to about 100 metres.`
      : "";
  }

  function tell(message) {
    const paragraph = document.createElement("p");
    paragraph.className = "govuk-body";
    paragraph.textContent = message;
    told.replaceChildren(paragraph);
  }

  function offer(areas) {
    for (const { code, name } of areas) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "govuk-button govuk-button--secondary";
      button.textContent = `Use ${name}`;
      button.addEventListener("click", () => {
        area.value = code;
        changed(area);
        tell(`${name} is chosen.`);
      });
      told.append(button);
    }
  }

  function keepWithoutAsking(coords) {
    if (coords.accuracy > ROUGHEST_METRES) {
      tell(TOO_ROUGH);
      return;
    }
    latitude.value = coords.latitude.toFixed(DECIMALS);
    longitude.value = coords.longitude.toFixed(DECIMALS);
    changed(latitude);
    tell(
      area.value
        ? `You chose ${area.selectedOptions[0].text}, which stays.`
        : "The area is worked out when this is sent, unless it is near a border. You can choose it now.",
    );
  }

  async function answer() {
    find.disabled = true;
    tell("Looking for your position…");
    try {
      const { coords } = await locate();
      if (!place.dataset.url) {
        keepWithoutAsking(coords);
        return;
      }
      const found = await areasAt(place.dataset.url, form, coords);
      if (!found.ok) {
        tell(found.message);
        return;
      }
      if (found.latitude) {
        latitude.value = found.latitude;
        longitude.value = found.longitude;
        changed(latitude);
        showKept();
      }
      const [first] = found.areas;
      const chosen = area.value;
      if (found.certain && !chosen) {
        area.value = first.code;
        changed(area);
        tell(`${found.message} It is chosen below; change it if it is wrong.`);
      } else if (found.certain && chosen === first.code) {
        tell(`${found.message} That is what you chose.`);
      } else {
        const stays = chosen ? ` You chose ${area.selectedOptions[0].text}, which stays.` : "";
        tell(found.message + stays);
        offer(found.areas.filter(({ code }) => code !== chosen));
      }
    } catch (error) {
      tell(REFUSED[error?.code] ?? OFFLINE);
    } finally {
      find.disabled = false;
    }
  }

  find.hidden = false;
  find.addEventListener("click", answer);
  part("forget").addEventListener("click", () => {
    latitude.value = longitude.value = "";
    changed(latitude);
    showKept();
    tell("The position is removed.");
  });
  // Another draft may be shown in the same page.
  form.addEventListener("change", showKept);
  showKept();
}

export function start() {
  if (!("geolocation" in navigator)) {
    return;
  }
  document.querySelectorAll("[data-place]").forEach(watch);
}
