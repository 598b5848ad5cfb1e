using DigitPictures.Normalization;

namespace DigitPictures.Fields;

/// <summary>The ink of a whole field, in groups from left to right.</summary>
internal sealed class FieldInk
{
    private FieldInk(InkMap map, int[] owner, InkGroup[] groups, WritingLine line, double slope)
    {
        Map = map;
        Owner = owner;
        Groups = groups;
        Line = line;
        Slope = slope;
    }

    /// <summary>The amount of ink at every pixel.</summary>
    public InkMap Map { get; }

    /// <summary>
    /// For every pixel of the map, the number of the group whose ink is there, counted from 1; 0 where there is none.
    /// </summary>
    public int[] Owner { get; }

    /// <summary>The groups, from left to right.</summary>
    public IReadOnlyList<InkGroup> Groups { get; }

    /// <summary>The position and height of the digits, in pixels of the map.</summary>
    public WritingLine Line { get; }

    /// <summary>The slant: how many columns an upright stroke moves to the right with each row down.</summary>
    public double Slope { get; }

    /// <summary>Finds the ink of a field.</summary>
    public static FieldInk Find(GrayPicture picture, InkPolarity polarity)
    {
        InkMap map = InkMap.Find(picture, polarity);
        RuledLines.Remove(map, verticalAlone: false);
        InkComponents components = InkComponents.Find(map.Ink, map.Width, map.Height);
        WritingLine line = WritingLine.Find(components.All);
        int[] owner = new int[map.Ink.Length];
        components.Number(owner, map.Width);
        double slope = Slant.Estimate(map, owner, components.All, line.Height);
        InkGroup[] pieces = Measure(components.All, owner, map.Width, slope, map.Height);
        (InkGroup[] groups, int[] groupOf) = InkGrouping.Group(pieces, line);
        for (int i = 0; i < owner.Length; i++)
        {
            if (owner[i] != 0)
            {
                owner[i] = groupOf[owner[i] - 1] + 1;
            }
        }

        return new(map, owner, groups, line, slope);
    }

    /// <summary>The position of a pixel along the line, with the slant removed.</summary>
    public static double Along(int column, int row, double slope, int height) => column - (slope * (row - (height / 2.0)));

    private static InkGroup[] Measure(ReadOnlySpan<InkComponent> components, int[] owner, int width, double slope, int height)
    {
        InkGroup[] pieces = new InkGroup[components.Length];
        for (int i = 0; i < pieces.Length; i++)
        {
            pieces[i] = new(components[i].Bounds, double.PositiveInfinity, double.NegativeInfinity, components[i].StrongArea);
        }

        for (int row = 0; row < height; row++)
        {
            ReadOnlySpan<int> line = owner.AsSpan(row * width, width);
            double shift = Along(0, row, slope, height);
            for (int column = 0; column < line.Length; column++)
            {
                if (line[column] == 0)
                {
                    continue;
                }

                ref InkGroup piece = ref pieces[line[column] - 1];
                double along = column + shift;
                if (along < piece.Left || along + 1 > piece.Right)
                {
                    piece = piece with { Left = Math.Min(piece.Left, along), Right = Math.Max(piece.Right, along + 1) };
                }
            }
        }

        return pieces;
    }
}
