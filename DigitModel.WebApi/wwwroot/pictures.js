// Pictures from files, the clipboard or other windows: the browser reads any format it knows, the service gets PNG.

const MAX_SIDE = 1600;
const MAX_BYTES = 6_000_000;

/** A file as a canvas no larger than is useful; fails with a sentence for the person. */
export async function decode(file) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    // A drawing without a size of its own has none to report.
    return scale(image, image.naturalWidth || 512, image.naturalHeight || 512, MAX_SIDE);
  } catch {
    throw new Error(`${file.name || "This"} is no picture that this browser can read.`);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A canvas as PNG, made smaller until it is short enough to send. */
export async function toPng(canvas) {
  for (;;) {
    const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
    if (blob.size <= MAX_BYTES) return blob;
    canvas = scale(canvas, canvas.width, canvas.height, Math.max(canvas.width, canvas.height) / 1.5);
  }
}

/** The picture among things pasted or dropped, or null. */
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
  // What is transparent stays so: the service knows what to make of it.
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}
