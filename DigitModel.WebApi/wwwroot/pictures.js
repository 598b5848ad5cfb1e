// Pictures from files, the clipboard or other windows. The browser decodes any format it knows; the service gets PNG.

const MAX_SIDE = 1600;
const MAX_BYTES = 6_000_000;

/** Decodes a file to a canvas of limited size; errors have a message for the user. */
export async function decode(file) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    // An SVG may have no size of its own.
    return scale(image, image.naturalWidth || 512, image.naturalHeight || 512, MAX_SIDE);
  } catch {
    throw new Error(`${file.name || "This"} is not a picture that this browser can read.`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Encodes a canvas as PNG, scaled down until it is short enough to send. */
export async function toPng(canvas) {
  for (;;) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (blob.size <= MAX_BYTES) return blob;
    canvas = scale(canvas, canvas.width, canvas.height, Math.max(canvas.width, canvas.height) / 1.5);
  }
}

/** The picture among pasted or dropped files, or null. */
export function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/")) ?? null;
}

function scale(source, width, height, maxSide) {
  const factor = Math.min(1, maxSide / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * factor));
  canvas.height = Math.max(1, Math.round(height * factor));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  // Transparency is kept, because the service can handle it.
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}
