// Pictures of reports as PNG, made here of the same SVG file that is offered beside it.
//
// The drawing is fetched when it is asked for, as the download of the SVG is: the service writes
// down that it was given away. It comes as an image from our own address, so the content security
// policy needs no exception, and the canvas may be read again.

const SCALE = 2; // twice the size of the drawing: sharp in print and on slides

export function start() {
  for (const button of document.querySelectorAll("button[data-png]")) {
    const picture = button.closest("[data-picture]");
    button.hidden = false;
    button.addEventListener("click", () => download(button, picture));
  }
}

async function download(button, picture) {
  const status = picture.querySelector("[role=status]");
  button.disabled = true;
  status.textContent = "";
  try {
    save(await bitmap(picture.querySelector("a").href), button.dataset.png);
  } catch {
    status.textContent = "The picture could not be made. Reload the page, or take the SVG.";
  } finally {
    button.disabled = false;
  }
}

async function bitmap(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * image.naturalWidth;
  canvas.height = SCALE * image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
  });
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
