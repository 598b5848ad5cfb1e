using System.Runtime.InteropServices;

namespace DigitPictures.Normalization;

/// <summary>
/// The connected components of a map of ink; pixels that touch at a corner are connected. Found in one pass over runs of ink
/// along rows, by union-find.
/// </summary>
internal sealed class InkComponents
{
    private readonly List<Run> _runs;
    private readonly InkComponent[] _components;

    private InkComponents(List<Run> runs, InkComponent[] components)
    {
        _runs = runs;
        _components = components;
    }

    /// <summary>The components in reading order of their first pixels.</summary>
    public ReadOnlySpan<InkComponent> All => _components;

    /// <summary>Finds the components of a map.</summary>
    public static InkComponents Find(ReadOnlySpan<byte> ink, int width, int height)
    {
        List<Run> runs = [];
        int aboveStart = 0;
        int aboveEnd = 0;
        for (int row = 0; row < height; row++)
        {
            int rowStart = runs.Count;
            FindRuns(ink.Slice(row * width, width), row, runs);
            Span<Run> all = CollectionsMarshal.AsSpan(runs);
            int above = aboveStart;
            for (int i = rowStart; i < all.Length; i++)
            {
                while (above < aboveEnd && all[above].End < all[i].Start)
                {
                    above++;
                }

                for (int j = above; j < aboveEnd && all[j].Start <= all[i].End; j++)
                {
                    Unite(all, i, j);
                }
            }

            aboveStart = rowStart;
            aboveEnd = all.Length;
        }

        return new(runs, Collect(CollectionsMarshal.AsSpan(runs)));
    }

    /// <summary>Clears the ink of components.</summary>
    /// <param name="ink">The map that they were found in.</param>
    /// <param name="width">Its pixels in a row.</param>
    /// <param name="drop">Whether to clear each component.</param>
    public void Clear(Span<byte> ink, int width, ReadOnlySpan<bool> drop)
    {
        foreach (Run run in _runs)
        {
            if (drop[run.Parent])
            {
                ink[((run.Row * width) + run.Start)..((run.Row * width) + run.End)].Clear();
            }
        }
    }

    /// <summary>Writes the number of its component, counted from 1, to every pixel with ink.</summary>
    /// <param name="numbers">As long as the map; zeros.</param>
    /// <param name="width">The map's pixels in a row.</param>
    public void Number(Span<int> numbers, int width)
    {
        foreach (Run run in _runs)
        {
            numbers[((run.Row * width) + run.Start)..((run.Row * width) + run.End)].Fill(run.Parent + 1);
        }
    }

    private static void FindRuns(ReadOnlySpan<byte> line, int row, List<Run> runs)
    {
        int column = 0;
        while (true)
        {
            int skipped = line[column..].IndexOfAnyExcept((byte)0);
            if (skipped < 0)
            {
                return;
            }

            int start = column + skipped;
            int length = line[start..].IndexOf((byte)0);
            column = length < 0 ? line.Length : start + length;
            int strong = 0;
            foreach (byte ink in line[start..column])
            {
                strong += ink >= InkMap.Strong ? 1 : 0;
            }

            runs.Add(new Run { Row = row, Start = start, End = column, Strong = strong, Parent = runs.Count });
        }
    }

    private static void Unite(Span<Run> runs, int a, int b)
    {
        a = Root(runs, a);
        b = Root(runs, b);
        if (a < b)
        {
            runs[b].Parent = a;
        }
        else
        {
            runs[a].Parent = b;
        }
    }

    private static int Root(Span<Run> runs, int run)
    {
        while (runs[run].Parent != run)
        {
            runs[run].Parent = runs[runs[run].Parent].Parent;
            run = runs[run].Parent;
        }

        return run;
    }

    /// <summary>Builds the components and sets each run's parent to the index of its component.</summary>
    private static InkComponent[] Collect(Span<Run> runs)
    {
        List<InkComponent> components = [];
        for (int i = 0; i < runs.Length; i++)
        {
            // Parents come before their children, so they have their index already.
            ref Run run = ref runs[i];
            PictureBounds bounds = new(run.Start, run.Row, run.End - run.Start, 1);
            int area = run.End - run.Start;
            if (run.Parent == i)
            {
                run.Parent = components.Count;
                components.Add(new(bounds, area, run.Strong));
                continue;
            }

            run.Parent = runs[run.Parent].Parent;
            ref InkComponent component = ref CollectionsMarshal.AsSpan(components)[run.Parent];
            component = new(component.Bounds.Union(bounds), component.Area + area, component.StrongArea + run.Strong);
        }

        return [.. components];
    }

    /// <summary>A run of ink along a row; its end is exclusive.</summary>
    private struct Run
    {
        public int Row;
        public int Start;
        public int End;
        public int Strong;
        public int Parent;
    }
}

/// <summary>Connected ink.</summary>
/// <param name="Bounds">Its bounds.</param>
/// <param name="Area">The number of pixels with ink.</param>
/// <param name="StrongArea">The number of pixels with at least <see cref="InkMap.Strong"/> ink.</param>
internal readonly record struct InkComponent(PictureBounds Bounds, int Area, int StrongArea)
{
    /// <summary>The longer side.</summary>
    public int Size => Math.Max(Bounds.Width, Bounds.Height);
}
