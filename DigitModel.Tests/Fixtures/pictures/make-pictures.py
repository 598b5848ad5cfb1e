"""Writes the pictures in this folder, and in expected.txt the grey pixels that they must be read as.

Run it with Debian's python3-pil (9.4), imagemagick (6.9), libjpeg-turbo-progs (2.1), libtiff-tools (4.5) and gifsicle (1.93):
/usr/bin/python3 make-pictures.py
Each picture is written by one of those programs (by ImageMagick from a PPM, PGM or PAM that this script pipes to it).
What is expected comes from the pixels that went in, where nothing is lost, and from Pillow's libjpeg otherwise: for luma
alone, which it hands out as it is decoded, the very samples; else Pillow's own conversion to grey. A line of
expected.txt is: name, width, height, the largest difference allowed, pixels in hexadecimal.
"""
import io
import os
import struct
import subprocess

from PIL import Image, ImageOps

HERE = os.path.dirname(os.path.abspath(__file__))
W, H = 13, 8
lines = []


def value(x, y, k):
    """0-65535, smooth enough for JPEG and with every bit in use."""
    return (x * x * 977 + y * 4099 * (k + 1) + x * y * 313 + k * 20011) % 65536


def luma(r, g, b):
    return (19595 * r + 38470 * g + 7471 * b + 32768) >> 16


def over(gray, alpha, paper=255):
    return (gray * alpha + paper * (255 - alpha) + 127) // 255


def scale(v, top):
    return (v * 255 + top // 2) // top


def samples(k, top, w=W, h=H):
    return [value(x, y, k) * (top + 1) // 65536 for y in range(h) for x in range(w)]


def words(name, order, count):
    """The last numbers of 16 bits in a file."""
    with open(os.path.join(HERE, name), "rb") as file:
        return struct.unpack(f"{order}{count}H", file.read()[-2 * count:])


def expect(name, pixels, w=W, h=H, tolerance=0, longest=2048):
    assert len(pixels) == w * h, name
    size = os.path.getsize(os.path.join(HERE, name))
    assert size < longest, (name, size)
    lines.append(f"{name} {w} {h} {tolerance} {bytes(pixels).hex()}\n")


def pnm(kind, planes, top, w=W, h=H):
    """A PGM (P5) or PPM (P6), or a PAM with alpha."""
    size = 2 if top > 255 else 1
    raster = b"".join(v.to_bytes(size, "big") for pixel in zip(*planes) for v in pixel)
    if kind in ("P5", "P6"):
        return f"{kind}\n{w} {h}\n{top}\n".encode() + raster
    head = f"P7\nWIDTH {w}\nHEIGHT {h}\nDEPTH {len(planes)}\nMAXVAL {top}\nTUPLTYPE {kind}\nENDHDR\n"
    return head.encode() + raster


def convert(name, data, *options, source="-", kind=""):
    target = kind + os.path.join(HERE, name)
    subprocess.run(["convert", source, *options, "-strip", target], input=data, check=True)


def save(name, image, **options):
    image.save(os.path.join(HERE, name), **options)


def gray8(k=0, w=W, h=H):
    return samples(k, 255, w, h)


def rgb8(w=W, h=H):
    return [samples(k, 255, w, h) for k in range(3)]


def reduced(planes16):
    return [[scale(v, 65535) for v in plane] for plane in planes16]


def image_of(mode, planes, w=W, h=H):
    image = Image.new(mode, (w, h))
    image.putdata(list(zip(*planes)) if len(planes) > 1 else planes[0])
    return image


def png():
    for top, depth in ((1, 1), (3, 2), (15, 4), (255, 8), (65535, 16)):
        plane = samples(0, top)
        want = [scale(v, top) for v in plane]
        for interlace in ("none", "png"):
            name = f"gray{depth}{'-adam7' if interlace == 'png' else ''}.png"
            convert(name, pnm("P5", [plane], top), "-interlace", interlace, "-define", "png:color-type=0",
                    "-define", f"png:bit-depth={depth}")
            expect(name, want)
    for top in (255, 65535):
        depth = top.bit_length()
        planes = [samples(k, top) for k in range(4)]
        small = [[scale(v, top) for v in plane] for plane in planes]
        gray = [luma(*p) for p in zip(*small[:3])]
        for interlace in ("none", "png"):
            end = f"{depth}{'-adam7' if interlace == 'png' else ''}.png"
            how = ("-interlace", interlace, "-define", f"png:bit-depth={depth}", "-define")
            convert("rgb" + end, pnm("P6", planes[:3], top), *how, "png:color-type=2")
            expect("rgb" + end, gray)
            convert("rgba" + end, pnm("RGB_ALPHA", planes, top), *how, "png:color-type=6")
            expect("rgba" + end, [over(g, a) for g, a in zip(gray, small[3])])
            convert("graya" + end, pnm("GRAYSCALE_ALPHA", [planes[0], planes[3]], top), *how, "png:color-type=4")
            expect("graya" + end, [over(g, a) for g, a in zip(small[0], small[3])])

    # Palettes, with and without alpha; Pillow packs them as tightly as it is told.
    for bits in (1, 2, 4, 8):
        count = min(1 << bits, 40)
        colors = [[value(i, 3, k) >> 8 for k in range(3)] for i in range(count)]
        alphas = [255 - i * 5 for i in range(count - 1)]
        index = [v % count for v in samples(1, 255)]
        image = image_of("P", [index])
        image.putpalette([c for color in colors for c in color])
        save(f"palette{bits}.png", image, bits=bits)
        expect(f"palette{bits}.png", [luma(*colors[i]) for i in index])
        save(f"palette{bits}-alpha.png", image, bits=bits, transparency=bytes(alphas))
        expect(f"palette{bits}-alpha.png", [over(luma(*colors[i]), (alphas + [255])[i]) for i in index])

    # One transparent colour.
    plane = gray8()
    save("gray8-clear.png", image_of("L", [plane]), transparency=plane[20])
    expect("gray8-clear.png", [255 if v == plane[20] else v for v in plane])
    planes = rgb8()
    pixels = list(zip(*planes))
    save("rgb8-clear.png", image_of("RGB", planes), transparency=pixels[20])
    expect("rgb8-clear.png", [255 if p == pixels[20] else luma(*p) for p in pixels])
    bits = samples(2, 1)
    save("gray1-clear.png", image_of("1", [[255 * v for v in bits]]), transparency=0)
    expect("gray1-clear.png", [255 * v for v in bits])  # only white is left: seen on black

    # White ink on a transparent ground: nothing could be seen of it on white.
    alphas = samples(3, 255)
    save("white-ink.png", image_of("LA", [[255] * len(alphas), alphas]))
    expect("white-ink.png", alphas)
    save("black-ink.png", image_of("RGBA", [[0] * len(alphas)] * 3 + [alphas]))
    expect("black-ink.png", [255 - v for v in alphas])

    # Sizes that leave passes of Adam7 empty.
    for w, h in ((1, 1), (2, 1), (1, 5), (3, 3), (4, 4), (5, 1), (5, 5), (5, 9), (7, 3), (8, 8), (9, 1)):
        convert(f"adam7-{w}x{h}.png", pnm("P5", [gray8(0, w, h)], 255, w, h), "-interlace", "png", "-define", "png:color-type=0",
                "-define", "png:bit-depth=8")
        expect(f"adam7-{w}x{h}.png", gray8(0, w, h), w, h)
    smooth = [min(255, x * 7 + y * 9) for y in range(24) for x in range(20)]
    for filter_ in range(5):
        convert(f"filter{filter_}.png", pnm("P5", [smooth], 255, 20, 24), "-define", f"png:compression-filter={filter_}",
                "-define", "png:compression-level=9", "-define", "png:color-type=0", "-define", "png:bit-depth=8")
        expect(f"filter{filter_}.png", smooth, 20, 24)


def pnms():
    bits = samples(2, 1)
    for plain in (True, False):
        how = ["-compress", "none"] if plain else []
        end = "-plain" if plain else ""
        convert(f"bitmap{end}.pbm", pnm("P5", [[255 * v for v in bits]], 255), *how)
        expect(f"bitmap{end}.pbm", [255 * v for v in bits])
        for top in (255, 65535) if plain else (15, 255, 1023, 65535):
            depth = ("-depth", str(top.bit_length()))
            planes = [samples(k, top) for k in range(3)]
            name = f"gray{top}{end}.pgm"
            convert(name, pnm("P5", planes[:1], top), *depth, *how)
            # ImageMagick rounds what isn't 8 or 16 bits: expected is what it wrote.
            want = words(name, ">", W * H) if top == 1023 else planes[0]
            expect(name, [scale(v, top) for v in want])
            if top != 1023:
                convert(f"color{top}{end}.ppm", pnm("P6", planes, top), *depth, *how)
                expect(f"color{top}{end}.ppm", [luma(*p) for p in zip(*[[scale(v, top) for v in q] for q in planes])])


def bmps():
    planes = rgb8()
    gray = [luma(*p) for p in zip(*planes)]
    save("rgb24.bmp", image_of("RGB", planes))
    expect("rgb24.bmp", gray)
    save("gray8.bmp", image_of("L", [gray8()]))
    expect("gray8.bmp", gray8())
    bits = [255 * v for v in samples(2, 1)]
    save("bits1.bmp", image_of("1", [bits]))
    expect("bits1.bmp", bits)
    alphas = samples(3, 255)
    convert("rgba32.bmp", pnm("RGB_ALPHA", planes + [alphas], 255))
    expect("rgba32.bmp", [over(g, a) for g, a in zip(gray, alphas)])
    convert("os2.bmp", pnm("P6", planes, 255), kind="BMP2:")
    expect("os2.bmp", gray)
    convert("version3.bmp", pnm("P6", planes, 255), kind="BMP3:")
    expect("version3.bmp", gray)
    for kind, (r, g, b) in (("565", (11, 5, 63)), ("555", (10, 5, 31))):
        name = f"rgb{kind}.bmp"
        convert(name, pnm("P6", planes, 255), "-define", f"bmp:subtype=RGB{kind}")
        stored = words(name, "<", (W + 1) * H)
        rows = [stored[(W + 1) * y:(W + 1) * y + W] for y in range(H)][::-1]
        split = [(v >> r & 31, v >> g & b, v & 31) for row in rows for v in row]
        expect(name, [luma(scale(p[0], 31), scale(p[1], b), scale(p[2], 31)) for p in split])
    for bits_ in (1, 4, 8):
        count = 1 << bits_ if bits_ < 8 else 60
        colors = [[value(i, 3, k) >> 8 for k in range(3)] for i in range(count)]
        index = [v % count for v in samples(1, 255)]
        image = image_of("P", [index])
        image.putpalette([c for color in colors for c in color])
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        convert(f"palette{bits_}.bmp", buffer.getvalue(), "-type", "Palette", source="png:-", kind="BMP3:")
        expect(f"palette{bits_}.bmp", [luma(*colors[i]) for i in index])
    runs = [255 * ((x // 5 + y) % 2) // (1 + y % 3) for y in range(12) for x in range(21)]
    convert("runs8.bmp", pnm("P5", [runs], 255, 21, 12), "-type", "Palette", "-compress", "RLE")
    expect("runs8.bmp", runs, 21, 12)


def jpegs():
    def picture(w, h, mode):
        tones = [[int(128 + 100 * ((x * (3 + k) + y * y) % 29 - 14) / 14) for y in range(h) for x in range(w)] for k in range(4)]
        return image_of(mode, tones[:len(Image.new(mode, (1, 1)).getbands())], w, h)

    def reference(name, tolerance):
        image = Image.open(os.path.join(HERE, name))
        size = image.size
        if tolerance == 0:
            image.draft("L", size)
            assert image.mode == "L", name
            full = Image.open(os.path.join(HERE, name)).convert("L")
            apart = [abs(a - b) for a, b in zip(image.getdata(), full.getdata())]
            assert sum(apart) / len(apart) < 0.6, (name, max(apart))
        expect(name, list(image.convert("L").getdata()), size[0], size[1], tolerance)

    for w, h in ((1, 1), (8, 8), (17, 9)):
        save(f"gray-{w}x{h}.jpg", picture(w, h, "L"), quality=90)
        reference(f"gray-{w}x{h}.jpg", 0)
    for sampling in (0, 1, 2):
        for progressive in (False, True):
            name = f"color-{sampling}{'-progressive' if progressive else ''}.jpg"
            save(name, picture(21, 19, "RGB"), quality=85, subsampling=sampling, progressive=progressive, optimize=True)
            reference(name, 0)
    save("gray-progressive.jpg", picture(33, 18, "L"), quality=95, progressive=True)
    reference("gray-progressive.jpg", 0)
    save("coarse.jpg", picture(24, 24, "L"), quality=5)
    reference("coarse.jpg", 0)
    save("best.jpg", picture(18, 18, "L"), quality=100)
    reference("best.jpg", 0)
    for name, options in (
            ("sampling-4x1.jpg", ["-sampling-factor", "4x1"]),
            ("sampling-1x2.jpg", ["-sampling-factor", "1x2"])):
        buffer = io.BytesIO()
        picture(35, 18, "RGB").save(buffer, "PPM")
        convert(name, buffer.getvalue(), "-quality", "80", *options)
        reference(name, 0)
    cjpeg = [("restart-blocks.jpg", ["-restart", "3B"]), ("restart-progressive.jpg", ["-restart", "2B", "-progressive"]),
             ("luma-subsampled.jpg", ["-sample", "1x1,2x2,1x1"]), ("rgb.jpg", ["-rgb"]),
             ("rgb-progressive.jpg", ["-rgb", "-progressive"])]
    for name, options in cjpeg:
        buffer = io.BytesIO()
        picture(27, 20, "RGB").save(buffer, "PPM")
        subprocess.run(["cjpeg", "-quality", "85", *options, "-outfile", os.path.join(HERE, name)], input=buffer.getvalue(), check=True)
        if name != "luma-subsampled.jpg":
            reference(name, 1 if "rgb" in name else 0)
            continue
        out = subprocess.run(["djpeg", "-nosmooth", "-grayscale", "-pnm", os.path.join(HERE, name)], check=True, capture_output=True)
        expect(name, out.stdout[-27 * 20:], 27, 20)
    save("cmyk.jpg", picture(20, 12, "CMYK"), quality=85)
    reference("cmyk.jpg", 2)
    buffer = io.BytesIO()
    picture(20, 12, "CMYK").save(buffer, "TIFF")
    convert("ycck.jpg", buffer.getvalue(), "-quality", "85", source="tiff:-")
    reference("ycck.jpg", 2)
    for orientation in range(1, 9):
        image = picture(14, 6, "L")
        exif = Image.Exif()
        exif[0x0112] = orientation
        name = f"turned{orientation}.jpg"
        save(name, image, quality=90, exif=exif)
        turned = ImageOps.exif_transpose(Image.open(os.path.join(HERE, name)))
        expect(name, list(turned.getdata()), *turned.size)


def gifs():
    def gifsicle(name, *arguments):
        subprocess.run(["gifsicle", *arguments, "-o", os.path.join(HERE, name)], check=True)

    def indexed(count, w=W, h=H):
        colors = [[value(i, 3, k) >> 8 for k in range(3)] for i in range(count)]
        index = [v * 41 % count for v in samples(1, 255, w, h)]
        image = image_of("P", [index], w, h)
        image.putpalette([c for color in colors for c in color])
        return image, [luma(*colors[i]) for i in index]

    save("gray8.gif", image_of("L", [gray8()]))
    expect("gray8.gif", gray8())
    for count in (2, 4, 16, 40):
        image, gray = indexed(count)
        save(f"palette{count}.gif", image)
        expect(f"palette{count}.gif", gray)
    for w, h in ((1, 1), (13, 9), (7, 21)):
        image, gray = indexed(16, w, h)
        buffer = io.BytesIO()
        image.save(buffer, "GIF")
        convert(f"interlaced-{w}x{h}.gif", buffer.getvalue(), "-interlace", "GIF", source="gif:-")
        expect(f"interlaced-{w}x{h}.gif", gray, w, h)

    # White ink on a transparent ground, and grey on one.
    bits = samples(2, 1)
    image = image_of("P", [bits])
    image.putpalette([9, 9, 9, 255, 255, 255])
    save("white-ink.gif", image, transparency=0)
    expect("white-ink.gif", [255 * v for v in bits])
    image.putpalette([9, 9, 9, 80, 80, 80])
    save("clear.gif", image, transparency=0)
    expect("clear.gif", [80 if v else 255 for v in bits])

    # Several frames; a frame smaller than the picture.
    image, gray = indexed(16)
    image.save(os.path.join(HERE, "frames.gif"), save_all=True, append_images=[indexed(4)[0], indexed(2)[0]], loop=0, duration=50)
    expect("frames.gif", gray)
    convert("offset.gif", pnm("P5", [samples(0, 15)], 15), "-repage", "20x15+3+4")
    wide = [255] * (20 * 15)
    for y in range(H):
        wide[(y + 4) * 20 + 3:(y + 4) * 20 + 3 + W] = [17 * v for v in samples(0, 15)[y * W:(y + 1) * W]]
    expect("offset.gif", wide, 20, 15)

    # So many codes that the table is full, with and without a new one after that.
    noise = [value(x * 7919 + y, y * 104729 + x * x, 1) >> 8 for y in range(66) for x in range(66)]
    save("full-table.gif", image_of("L", [noise], 66, 66))
    expect("full-table.gif", noise, 66, 66, longest=8192)
    gifsicle("full-table-optimized.gif", "-O3", os.path.join(HERE, "full-table.gif"))
    expect("full-table-optimized.gif", noise, 66, 66, longest=8192)


def tiffs():
    def path(name):
        return os.path.join(HERE, name)

    def tiffcp(name, source, *options):
        subprocess.run(["tiffcp", *options, path(source), path(name)], check=True)

    bits = [255 * v for v in samples(2, 1)]
    image = image_of("1", [bits])
    for name, compression in (("raw", "raw"), ("packbits", "packbits"), ("g3", "group3"), ("g4", "group4"), ("lzw", "tiff_lzw")):
        save(f"bits1-{name}.tif", image, compression=compression)
        expect(f"bits1-{name}.tif", bits)
    tiffcp("bits1-g3-2d.tif", "bits1-raw.tif", "-c", "g3:2d:fill")
    expect("bits1-g3-2d.tif", bits)
    tiffcp("bits1-low-bit-first.tif", "bits1-g4.tif", "-f", "lsb2msb")
    expect("bits1-low-bit-first.tif", bits)
    for kind in ("black", "white"):
        convert(f"min-is-{kind}.tif", pnm("P5", [bits], 255), "-monochrome", "-compress", "Group4",
                "-define", f"quantum:polarity=min-is-{kind}")
        expect(f"min-is-{kind}.tif", bits)
    scan = [255 * int((x - 60) ** 2 + (y - 40) ** 2 > 900 or (x - 60) ** 2 + (y - 40) ** 2 < 500) for y in range(80) for x in range(120)]
    save("scan-g4.tif", image_of("1", [scan], 120, 80), compression="group4")
    expect("scan-g4.tif", scan, 120, 80, longest=4096)

    for depth, how in ((2, "None"), (4, "LZW"), (8, "None"), (16, "None"), (8, "Zip"), (16, "LZW")):
        top = (1 << depth) - 1
        plane = samples(0, top)
        name = f"gray{depth}-{how.lower()}.tif"
        convert(name, pnm("P5", [plane], top), "-depth", str(depth), "-compress", how, "-define", "tiff:rows-per-strip=3")
        expect(name, [scale(v, top) for v in plane])
    convert("gray16-big-endian.tif", pnm("P5", [samples(0, 65535)], 65535), "-endian", "MSB", "-compress", "Zip",
            "-define", "tiff:predictor=2")
    expect("gray16-big-endian.tif", [scale(v, 65535) for v in samples(0, 65535)])

    for top in (255, 65535):
        depth = top.bit_length()
        planes = [samples(k, top) for k in range(4)]
        small = [[scale(v, top) for v in plane] for plane in planes]
        gray = [luma(*p) for p in zip(*small[:3])]
        how = ("-depth", str(depth), "-compress", "LZW")
        convert(f"rgb{depth}.tif", pnm("P6", planes[:3], top), *how)
        expect(f"rgb{depth}.tif", gray)
        convert(f"rgba{depth}.tif", pnm("RGB_ALPHA", planes, top), *how, "-define", "tiff:alpha=unassociated")
        expect(f"rgba{depth}.tif", [over(g, a) for g, a in zip(gray, small[3])])
        convert(f"graya{depth}.tif", pnm("GRAYSCALE_ALPHA", [planes[0], planes[3]], top), *how, "-define", "tiff:alpha=unassociated")
        expect(f"graya{depth}.tif", [over(g, a) for g, a in zip(small[0], small[3])])
    gray = [luma(*p) for p in zip(*rgb8())]
    tiffcp("rgb8-planes.tif", "rgb8.tif", "-p", "separate", "-c", "zip:2")
    expect("rgb8-planes.tif", gray)
    tiffcp("rgb8-tiles.tif", "rgb8.tif", "-t", "-w", "16", "-l", "16", "-c", "packbits")
    expect("rgb8-tiles.tif", gray)
    convert("gray8-tiles.tif", pnm("P5", [gray8(0, 40, 35)], 255, 40, 35), "-compress", "LZW", "-define", "tiff:tile-geometry=16x16")
    expect("gray8-tiles.tif", gray8(0, 40, 35), 40, 35, longest=4096)

    # Colour with its alpha multiplied into it: what is seen is the colour and the paper that shows through.
    planes = rgb8() + [samples(3, 255)]
    convert("rgba8-associated.tif", pnm("RGB_ALPHA", planes, 255), "-compress", "None", "-define", "tiff:alpha=associated")
    expect("rgba8-associated.tif", [over(luma(*p[:3]), p[3]) for p in zip(*planes)], tolerance=1)

    for bits_, count in ((4, 16), (8, 40)):
        colors = [[(value(i, 3, k) >> 12) * 17 for k in range(3)] for i in range(count)]
        index = [v % count for v in samples(1, 255)]
        image = image_of("P", [index])
        image.putpalette([c for color in colors for c in color])
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        convert(f"palette{bits_}.tif", buffer.getvalue(), "-type", "Palette", "-depth", str(bits_), source="png:-")
        expect(f"palette{bits_}.tif", [luma(*colors[i]) for i in index], longest=4096)

    tones = [[int(128 + 100 * ((x * (3 + k) + y * y) % 29 - 14) / 14) for y in range(12) for x in range(20)] for k in range(4)]
    save("cmyk.tif", image_of("CMYK", tones, 20, 12), compression="tiff_lzw")
    expect("cmyk.tif", list(image_of("CMYK", tones, 20, 12).convert("RGB").convert("L").getdata()), 20, 12, tolerance=1)
    for name, mode in (("jpeg-gray", "L"), ("jpeg-rgb", "RGB")):
        image_of(mode, tones[:len(mode)], 20, 12).save(path(f"{name}.tif"), compression="jpeg", quality=90)
        expect(f"{name}.tif", list(Image.open(path(f"{name}.tif")).convert("L").getdata()), 20, 12, tolerance=2, longest=4096)
    tiffcp("jpeg-ycbcr.tif", "jpeg-rgb.tif", "-c", "jpeg:90")
    expect("jpeg-ycbcr.tif", list(Image.open(path("jpeg-ycbcr.tif")).convert("L").getdata()), 20, 12, tolerance=4, longest=4096)
    save("pages.tif", image_of("L", [gray8()]), save_all=True, append_images=[image_of("1", [bits]), image_of("L", [gray8(2)])],
         compression="tiff_lzw")
    expect("pages.tif", gray8())
    for orientation in range(1, 9):
        name = f"turned{orientation}.tif"
        image_of("L", [gray8(0, 14, 6)], 14, 6).save(path(name), tiffinfo={274: orientation})
        source = image_of("L", [gray8(0, 14, 6)], 14, 6)
        exif = source.getexif()
        exif[0x0112] = orientation
        turned = ImageOps.exif_transpose(source)
        expect(name, list(turned.getdata()), *turned.size)


png()
pnms()
bmps()
jpegs()
gifs()
tiffs()
with open(os.path.join(HERE, "expected.txt"), "w", encoding="ascii") as file:
    file.writelines(lines)
print(len(lines), "pictures,", sum(os.path.getsize(os.path.join(HERE, line.split()[0])) for line in lines), "bytes")
