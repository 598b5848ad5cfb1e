// Strokes: lists of points, each with its width, in units of 1/280 of the sheet's height.

/** Draws strokes as smooth curves with the pen's width at each point. */
export function drawStrokes(context, strokes, color) {
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) drawStroke(context, stroke);
}

function drawStroke(context, points) {
  if (points.length === 0) return;
  if (points.length === 1) {
    context.beginPath();
    context.arc(points[0].x, points[0].y, points[0].w / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }

  if (points.every((point) => point.w === points[0].w)) drawEven(context, points);
  else drawUneven(context, points);
}

/** Draws the stroke as one path, because overlapping ends of pieces would be visible at the edges. */
function drawEven(context, points) {
  context.lineWidth = points[0].w;
  context.beginPath();
  context.moveTo(points[0].x, points[0].y);
  for (let i = 1; i < points.length - 1; i++) {
    const to = middle(points[i], points[i + 1]);
    context.quadraticCurveTo(points[i].x, points[i].y, to.x, to.y);
  }

  context.lineTo(points.at(-1).x, points.at(-1).y);
  context.stroke();
}

function drawUneven(context, points) {
  // Curves from the middle of one step to the middle of the next, with the point between them as control point.
  let from = points[0];
  for (let i = 1; i < points.length; i++) {
    const bend = points[i - 1];
    const last = i === points.length - 1;
    const to = last ? points[i] : middle(bend, points[i]);
    context.lineWidth = (bend.w + points[i].w) / 2;
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.quadraticCurveTo(bend.x, bend.y, to.x, to.y);
    context.stroke();
    from = to;
  }
}

function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}
