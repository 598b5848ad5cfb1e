namespace DigitPictures.Formats;

/// <summary>Tells what a JPEG's components mean, and makes grey of those that it takes.</summary>
internal static class JpegGray
{
    /// <summary>What the components mean: as libjpeg tells it, by JFIF's or Adobe's marker, or else by their names.</summary>
    public static JpegColor Tell(JpegComponent[] components, int? adobeTransform, bool isJfif)
    {
        if (components.Length == 1)
        {
            return JpegColor.Luma;
        }

        if (components.Length == 4)
        {
            return adobeTransform == 2 ? JpegColor.Ycck : JpegColor.Cmyk;
        }

        if (isJfif)
        {
            return JpegColor.Luma;
        }

        bool isNamedRgb = components[0].Id == 'R' && components[1].Id == 'G' && components[2].Id == 'B';
        return adobeTransform == 0 || (adobeTransform is null && isNamedRgb) ? JpegColor.Rgb : JpegColor.Luma;
    }

    /// <summary>The components that grey is made of.</summary>
    public static JpegComponent[] Wanted(JpegColor color, JpegComponent[] components) => color switch
    {
        JpegColor.Luma => [components[0]],
        JpegColor.Ycck => [components[0], components[3]],
        _ => components,
    };

    /// <summary>Makes grey of the wanted components' samples.</summary>
    public static byte[] Make(PictureFile file, JpegFrame frame, JpegColor color)
    {
        JpegComponent[] from = Wanted(color, frame.Components);
        if (from is [{ } only] && only.Width == frame.Width && only.Height == frame.Height)
        {
            return only.Samples;
        }

        byte[] pixels = file.Allocate(frame.Width, frame.Height);
        byte[][] rows = [.. from.Select(_ => new byte[frame.Width])];
        for (int y = 0; y < frame.Height; y++)
        {
            for (int i = 0; i < from.Length; i++)
            {
                Spread(from[i], frame, y, rows[i]);
            }

            Mix(color, rows, pixels.AsSpan(y * frame.Width, frame.Width));
        }

        return pixels;
    }

    // One row of samples for all pixels: each sample stands for its neighbourhood.
    private static void Spread(JpegComponent component, JpegFrame frame, int y, Span<byte> row)
    {
        int sampleY = y * component.Down / frame.MaxDown;
        ReadOnlySpan<byte> samples = component.Samples.AsSpan(sampleY * component.Width, component.Width);
        for (int x = 0; x < row.Length; x++)
        {
            row[x] = samples[x * component.Across / frame.MaxAcross];
        }
    }

    private static void Mix(JpegColor color, byte[][] rows, Span<byte> pixels)
    {
        for (int x = 0; x < pixels.Length; x++)
        {
            pixels[x] = color switch
            {
                JpegColor.Luma => rows[0][x],
                JpegColor.Rgb => Luma.Of(rows[0][x], rows[1][x], rows[2][x]),
                JpegColor.Cmyk => Luma.Over(Luma.Of(rows[0][x], rows[1][x], rows[2][x]), rows[3][x], paper: 0),

                // Written are luma and colour of what Adobe calls cyan, magenta and yellow, which is the other way round again.
                _ => Luma.Over(255 - rows[0][x], rows[1][x], paper: 0),
            };
        }
    }
}
