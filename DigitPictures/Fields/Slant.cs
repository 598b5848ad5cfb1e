using DigitPictures;
using DigitPictures.Normalization;

namespace DigitPictures.Fields;

/// <summary>How much a field's writing leans, by the second moments of its components, each about its own centre.</summary>
internal static class Slant
{
    private const double Steepest = 0.7;

    /// <summary>
    /// A component's moments say how it leans if it is high enough, and not so long that it must be several digits.
    /// </summary>
    private const double MinHeight = 0.5;
    private const double MaxWidth = 1.3;

    /// <summary>Some digits lean by their form alone, as a 7 or a 2 does, so that the whole of it would be too much.</summary>
    private const double Share = 0.8;

    /// <summary>Columns to the right for each row down.</summary>
    public static double Estimate(InkMap map, int[] owner, ReadOnlySpan<InkComponent> components, double lineHeight)
    {
        double across = 0;
        double down = 0;
        for (int i = 0; i < components.Length; i++)
        {
            PictureBounds bounds = components[i].Bounds;
            if (bounds.Height < MinHeight * lineHeight || bounds.Width > MaxWidth * lineHeight || components[i].StrongArea == 0)
            {
                continue;
            }

            double mass = 0, x = 0, y = 0, xy = 0, yy = 0;
            for (int row = 0; row < bounds.Height; row++)
            {
                int start = ((bounds.Top + row) * map.Width) + bounds.Left;
                for (int column = 0; column < bounds.Width; column++)
                {
                    if (owner[start + column] != i + 1)
                    {
                        continue;
                    }

                    double ink = map.Ink[start + column];
                    mass += ink;
                    x += ink * column;
                    y += ink * row;
                    xy += ink * column * row;
                    yy += ink * row * row;
                }
            }

            across += xy - (x * y / mass);
            down += yy - (y * y / mass);
        }

        return down > 0 ? Share * Math.Clamp(across / down, -Steepest, Steepest) : 0;
    }
}
