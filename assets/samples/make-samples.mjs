// Draws the sample pictures: pen strokes along curves, on paper with a shadow and grain. The same bytes every time.
//     node make-samples.mjs
import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

// The strokes of each digit, from top left (0, 0) to bottom right (1, 1).
const strokes = [
    [[[0.52, 0.04], [0.2, 0.22], [0.1, 0.58], [0.34, 0.96], [0.74, 0.84], [0.9, 0.44], [0.74, 0.1], [0.46, 0.05]]],
    [[[0.3, 0.24], [0.56, 0.02], [0.54, 0.5], [0.5, 0.98]]],
    [[[0.16, 0.26], [0.4, 0.04], [0.76, 0.18], [0.66, 0.5], [0.12, 0.94]], [[0.12, 0.94], [0.4, 0.86], [0.92, 0.93]]],
    [[[0.2, 0.12], [0.58, 0.04], [0.74, 0.26], [0.38, 0.46], [0.8, 0.64], [0.62, 0.94], [0.14, 0.88]]],
    [[[0.32, 0.04], [0.14, 0.52]], [[0.14, 0.52], [0.5, 0.54], [0.9, 0.5]], [[0.72, 0.24], [0.66, 0.6], [0.62, 0.98]]],
    [[[0.28, 0.08], [0.22, 0.44]], [[0.22, 0.44], [0.62, 0.38], [0.8, 0.68], [0.52, 0.96], [0.14, 0.88]], [[0.28, 0.08], [0.56, 0.09], [0.86, 0.04]]],
    [[[0.66, 0.03], [0.3, 0.34], [0.16, 0.74], [0.46, 0.97], [0.8, 0.76], [0.56, 0.54], [0.2, 0.72]]],
    [[[0.1, 0.1], [0.46, 0.09], [0.88, 0.06]], [[0.88, 0.06], [0.6, 0.46], [0.4, 0.98]]],
    [[[0.72, 0.16], [0.42, 0.04], [0.26, 0.24], [0.54, 0.46], [0.78, 0.74], [0.48, 0.97], [0.2, 0.76], [0.48, 0.48], [0.74, 0.2]]],
    [[[0.78, 0.2], [0.44, 0.05], [0.22, 0.3], [0.46, 0.5], [0.76, 0.28]], [[0.78, 0.18], [0.74, 0.56], [0.6, 0.98]]],
];

// SplitMix32.
function randomFrom(seed) {
    return () => {
        seed = (seed + 0x9e3779b9) | 0;
        let z = seed ^ (seed >>> 16);
        z = Math.imul(z, 0x21f0aaad);
        z ^= z >>> 15;
        z = Math.imul(z, 0x735a2d97);
        return ((z ^ (z >>> 15)) >>> 0) / 4294967296;
    };
}

// A smooth curve through points (Catmull and Rom 1974).
function curve(points) {
    const dots = [];
    for (let i = 0; i + 1 < points.length; i++) {
        const [a, b, c, d] = [points[i - 1] ?? points[i], points[i], points[i + 1], points[i + 2] ?? points[i + 1]];
        for (let t = 0; t < 1; t += 1 / 64) {
            dots.push([0, 1].map(k => 0.5 * (2 * b[k] + (c[k] - a[k]) * t + (2 * a[k] - 5 * b[k] + 4 * c[k] - d[k]) * t * t
                + (3 * b[k] - a[k] - 3 * c[k] + d[k]) * t * t * t)));
        }
    }

    dots.push(points.at(-1));
    return dots;
}

function draw(name, text, { height = 180, margin = 40, pen = 5, ink = [38, 44, 92], paper = [243, 239, 230], seed = 1 }) {
    const random = randomFrom(seed);
    const advance = 0.86 * height;
    const [width, rows] = [Math.round(2 * margin + advance * text.length), height + 2 * margin];
    const ink01 = new Float32Array(width * rows);
    [...text].forEach((digit, place) => {
        const slant = 0.08 + 0.08 * random();
        const size = height * (0.9 + 0.1 * random());
        const top = margin + (height - size) * random();
        const left = margin + advance * place + 0.08 * height * random();
        for (const stroke of strokes[digit]) {
            const shaken = stroke.map(([x, y]) => [x + 0.03 * (random() - 0.5), y + 0.03 * (random() - 0.5)]);
            for (const [x, y] of curve(shaken)) {
                const radius = pen * (0.85 + 0.3 * random());
                dot(left + size * (0.72 * x + slant * (1 - y)), top + size * y, radius);
            }
        }
    });

    const pixels = Buffer.alloc(rows * (1 + 3 * width));
    for (let y = 0; y < rows; y++) {
        for (let x = 0; x < width; x++) {
            const share = ink01[y * width + x] * (0.88 + 0.12 * random());
            const light = 1 - 0.12 * (x / width) * (y / rows) + 0.03 * (random() - 0.5);
            for (let k = 0; k < 3; k++) {
                const value = light * paper[k] * (1 - share) + ink[k] * share;
                pixels[y * (1 + 3 * width) + 1 + 3 * x + k] = Math.max(0, Math.min(255, Math.round(value)));
            }
        }
    }

    writeFileSync(name, png(width, rows, pixels));

    function dot(cx, cy, radius) {
        for (let y = Math.max(0, Math.floor(cy - radius - 1)); y < Math.min(rows, cy + radius + 2); y++) {
            for (let x = Math.max(0, Math.floor(cx - radius - 1)); x < Math.min(width, cx + radius + 2); x++) {
                const cover = Math.max(0, Math.min(1, radius + 0.5 - Math.hypot(x - cx, y - cy)));
                ink01[y * width + x] = Math.max(ink01[y * width + x], cover);
            }
        }
    }
}

function png(width, height, rows) {
    const header = Buffer.alloc(13);
    header.writeUInt32BE(width, 0);
    header.writeUInt32BE(height, 4);
    header.set([8, 2, 0, 0, 0], 8);
    const chunks = [['IHDR', header], ['IDAT', deflateSync(rows, { level: 9 })], ['IEND', Buffer.alloc(0)]];
    return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks.map(([type, data]) => {
        const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(data.length);
        const check = Buffer.alloc(4);
        check.writeUInt32BE(crc32(body));
        return Buffer.concat([length, body, check]);
    })]);
}

for (let digit = 0; digit < 10; digit++) {
    draw(`digits/${digit}.png`, `${digit}`, { height: 90, margin: 24, pen: 3.2, seed: 10 + digit });
}

draw('postcode.png', '90245', { height: 70, margin: 24, pen: 2.6, ink: [40, 40, 44], seed: 5 });
draw('number.png', '2026', { height: 70, margin: 24, pen: 3, ink: [30, 60, 110], paper: [236, 240, 238], seed: 9 });
