namespace DigitPictures.Normalization;

/// <summary>Grey pixels to work on: a copy of a picture, reduced if it is very large.</summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">Row after row.</param>
internal readonly record struct GrayPlane(int Width, int Height, byte[] Pixels)
{
    // Larger pictures are reduced by a whole factor. Unless the digit is smaller than a thirtieth of the picture, this loses
    // nothing that 28 rows could show, and it removes noise.
    private const int MaxPixelCount = 1 << 20;

    /// <summary>The factor by which a picture is reduced.</summary>
    public static int FactorFor(GrayPicture picture)
    {
        int factor = (int)Math.Ceiling(Math.Sqrt((double)picture.Width * picture.Height / MaxPixelCount));
        return Math.Clamp(factor, 1, Math.Min(picture.Width, picture.Height));
    }

    /// <summary>
    /// Averages blocks of <paramref name="factor"/> x <paramref name="factor"/> pixels. Incomplete blocks are left out.
    /// </summary>
    public static GrayPlane From(GrayPicture picture, int factor)
    {
        int width = picture.Width / factor;
        int height = picture.Height / factor;
        byte[] pixels = new byte[width * height];
        if (factor == 1)
        {
            picture.Pixels.CopyTo(pixels);
            return new(width, height, pixels);
        }

        int[] sums = new int[width];
        for (int row = 0; row < height; row++)
        {
            Array.Clear(sums);
            for (int inner = 0; inner < factor; inner++)
            {
                ReadOnlySpan<byte> line = picture.Pixels.Slice(((row * factor) + inner) * picture.Width, width * factor);
                for (int column = 0; column < sums.Length; column++)
                {
                    int sum = 0;
                    foreach (byte pixel in line.Slice(column * factor, factor))
                    {
                        sum += pixel;
                    }

                    sums[column] += sum;
                }
            }

            for (int column = 0; column < sums.Length; column++)
            {
                pixels[(row * width) + column] = (byte)((sums[column] + (factor * factor / 2)) / (factor * factor));
            }
        }

        return new(width, height, pixels);
    }

    /// <summary>Inverts the pixels in place.</summary>
    public void Invert()
    {
        byte[] pixels = Pixels;
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(255 - pixels[i]);
        }
    }

    /// <summary>
    /// Averages each pixel with its neighbours in place, with weights 1 2 1 across and down. Pixels outside are taken to equal
    /// the nearest ones inside.
    /// </summary>
    public void Smooth()
    {
        (int width, int height, byte[] pixels) = this;
        short[] above = new short[width];
        short[] here = new short[width];
        Across(pixels.AsSpan(0, width), above);
        above.CopyTo(here, 0);
        short[] below = new short[width];
        for (int row = 0; row < height; row++)
        {
            if (row + 1 < height)
            {
                Across(pixels.AsSpan((row + 1) * width, width), below);
            }

            Span<byte> to = pixels.AsSpan(row * width, width);
            for (int column = 0; column < to.Length; column++)
            {
                to[column] = (byte)((above[column] + (2 * here[column]) + below[column] + 8) >> 4);
            }

            (above, here, below) = (here, below, above);
            if (row + 2 >= height)
            {
                here.CopyTo(below, 0);
            }
        }
    }

    /// <summary>The weights 1 2 1 along a row: four times the mean.</summary>
    private static void Across(ReadOnlySpan<byte> from, Span<short> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = (short)(from[Math.Max(0, i - 1)] + (2 * from[i]) + from[Math.Min(from.Length - 1, i + 1)]);
        }
    }
}
