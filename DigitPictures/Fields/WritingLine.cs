using DigitPictures.Normalization;

namespace DigitPictures.Fields;

/// <summary>The line that a field's digits stand on, and how high they are.</summary>
/// <param name="Top">The upper edge of most digits.</param>
/// <param name="Bottom">Their lower edge.</param>
/// <param name="Height">How high most of them are.</param>
internal readonly record struct WritingLine(double Top, double Bottom, double Height)
{
    /// <summary>What isn't this share of the highest component's height is only a part of a digit, or dirt.</summary>
    private const double MinShare = 0.5;

    /// <summary>Finds the line by the higher ones of the components.</summary>
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
