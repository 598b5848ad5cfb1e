using DigitEngine;

namespace MlNetDigits.Benchmarks.Fields;

/// <summary>A rectangle of ink values from 0 to 1.</summary>
internal sealed class InkPatch(int width, int height)
{
    private const int Side = 28;
    private const float Visible = 0.5f;

    private readonly float[] _ink = new float[width * height];

    public int Width => width;

    public int Height => height;

    public float this[int column, int row] =>
        column >= 0 && column < width && row >= 0 && row < height ? _ink[(row * width) + column] : 0;

    /// <summary>A digit enlarged smoothly, with edges as sharp as a pen's, and cropped to its ink.</summary>
    public static InkPatch Enlarge(ReadOnlySpan<byte> digit, float scale)
    {
        int side = (int)MathF.Ceiling(Side * scale);
        InkPatch whole = new(side, side);
        (int left, int top, int right, int bottom) = (side, side, 0, 0);
        for (int row = 0; row < side; row++)
        {
            for (int column = 0; column < side; column++)
            {
                float value = At(digit, ((column + 0.5f) / scale) - 0.5f, ((row + 0.5f) / scale) - 0.5f);
                float ink = Math.Clamp((value - 0.2f) / 0.5f, 0, 1);
                whole._ink[(row * side) + column] = ink;
                if (ink < Visible)
                {
                    continue;
                }

                (left, right) = (Math.Min(left, column), Math.Max(right, column + 1));
                (top, bottom) = (Math.Min(top, row), Math.Max(bottom, row + 1));
            }
        }

        InkPatch patch = new(Math.Max(1, right - left), Math.Max(1, bottom - top));
        for (int row = 0; row < patch.Height; row++)
        {
            for (int column = 0; column < patch.Width; column++)
            {
                patch._ink[(row * patch.Width) + column] = whole[left + column, top + row];
            }
        }

        return patch;
    }

    /// <summary>Erases a disc at a random place on a stroke.</summary>
    public void Break(float radius, ref SeededRandom random)
    {
        const int tries = 1000;
        for (int i = 0; i < tries; i++)
        {
            int x = random.NextInt32(width);
            int y = random.NextInt32(height);
            if (this[x, y] < 0.9f)
            {
                continue;
            }

            for (int row = 0; row < height; row++)
            {
                for (int column = 0; column < width; column++)
                {
                    float distance = MathF.Sqrt(((column - x) * (column - x)) + ((row - y) * (row - y)));
                    _ink[(row * width) + column] *= Math.Clamp(distance - radius, 0, 1);
                }
            }

            return;
        }
    }

    /// <summary>The left edge that puts this patch's ink at a given distance from the ink of its left neighbour.</summary>
    /// <param name="other">The left neighbour, whose left edge is at 0.</param>
    /// <param name="below">How many rows lower than the neighbour this patch begins.</param>
    /// <param name="gap">Columns between the inks in the row where they are nearest; negative if they overlap.</param>
    public int LeftFor(InkPatch other, int below, int gap)
    {
        int left = int.MinValue;
        for (int row = 0; row < height; row++)
        {
            int own = 0;
            while (own < width && this[own, row] < Visible)
            {
                own++;
            }

            if (own == width)
            {
                continue;
            }

            for (int near = row + below - 1; near <= row + below + 1; near++)
            {
                int last = other.Width - 1;
                while (last >= 0 && other[last, near] < Visible)
                {
                    last--;
                }

                if (last >= 0)
                {
                    left = Math.Max(left, last + 1 + gap - own);
                }
            }
        }

        return left == int.MinValue ? other.Width + gap : left;
    }

    /// <summary>Draws another patch over this one.</summary>
    public void Add(InkPatch other, int left, int top)
    {
        for (int row = Math.Max(0, -top); row < other.Height && top + row < height; row++)
        {
            for (int column = Math.Max(0, -left); column < other.Width && left + column < width; column++)
            {
                ref float ink = ref _ink[((top + row) * width) + left + column];
                ink = Math.Max(ink, other[column, row]);
            }
        }
    }

    private static float At(ReadOnlySpan<byte> digit, float x, float y)
    {
        int left = (int)MathF.Floor(x);
        int top = (int)MathF.Floor(y);
        float upper = float.Lerp(Pixel(digit, left, top), Pixel(digit, left + 1, top), x - left);
        float lower = float.Lerp(Pixel(digit, left, top + 1), Pixel(digit, left + 1, top + 1), x - left);
        return float.Lerp(upper, lower, y - top);
    }

    private static float Pixel(ReadOnlySpan<byte> digit, int column, int row) =>
        column is >= 0 and < Side && row is >= 0 and < Side ? digit[(row * Side) + column] / 255f : 0;
}
