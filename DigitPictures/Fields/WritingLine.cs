using DigitPictures.Normalization;

namespace DigitPictures.Fields;

/// <summary>The line of writing in a field. All values are medians over the tall components.</summary>
/// <param name="Top">The upper edge of the digits.</param>
/// <param name="Bottom">Their lower edge.</param>
/// <param name="Height">Their height.</param>
internal readonly record struct WritingLine(double Top, double Bottom, double Height)
{
    // Components below this share of the tallest one's height are parts of digits, or dirt.
    private const double MinShare = 0.5;

    /// <summary>Finds the line by the tall components.</summary>
    public static WritingLine Find(ReadOnlySpan<InkComponent> components)
    {
        int highest = 0;
        foreach (InkComponent component in components)
        {
            if (component.StrongArea > 0)
            {
                highest = Math.Max(highest, component.Bounds.Height);
            }
        }

        List<int> tops = [];
        List<int> bottoms = [];
        List<int> heights = [];
        foreach (InkComponent component in components)
        {
            if (component.StrongArea == 0 || component.Bounds.Height < MinShare * highest)
            {
                continue;
            }

            tops.Add(component.Bounds.Top);
            bottoms.Add(component.Bounds.Bottom);
            heights.Add(component.Bounds.Height);
        }

        return new(Median(tops), Median(bottoms), Median(heights));
    }

    private static double Median(List<int> values)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        values.Sort();
        return (values[(values.Count - 1) / 2] + values[values.Count / 2]) / 2.0;
    }
}

/// <summary>The slant of the writing in a field, by the second moments of its components about their centres.</summary>
internal static class Slant
{
    private const double Steepest = 0.7;

    // Only components that are tall enough, and not so wide that they must be several digits, count. Shares of the line height.
    private const double MinHeight = 0.5;
    private const double MaxWidth = 1.3;

    // Some digits, such as 7 and 2, seem to lean even when upright. So only this share of the estimate is used.
    private const double Share = 0.8;

    /// <summary>Estimates the slant in columns to the right for each row down.</summary>
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
