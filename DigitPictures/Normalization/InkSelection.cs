namespace DigitPictures.Normalization;

/// <summary>Chooses the components of a picture that make up its digit.</summary>
internal static class InkSelection
{
    // The size of the digit's largest component is at least this share of the picture's longer side. Anything smaller is dirt.
    private const double MinDigitShare = 0.04;

    // The weight of components that touch the border of the picture when the largest is chosen.
    private const double BorderShare = 0.3;

    // The least area of a piece as a share of the digit's area, and how it grows with the gap between them.
    private const double MinPieceShare = 0.006;
    private const double PieceSharePerGap = 0.35;

    // The largest gap between the digit and its pieces, as a share of the digit's size.
    private const double MaxGap = 0.6;

    /// <summary>Clears everything but the digit; everything if there is none.</summary>
    public static void KeepDigit(InkMap map)
    {
        InkComponents components = InkComponents.Find(map.Ink, map.Width, map.Height);
        ReadOnlySpan<InkComponent> all = components.All;
        bool[] drop = new bool[all.Length];
        Array.Fill(drop, true);
        int main = Largest(all, map);
        if (main >= 0)
        {
            // Pieces near the digit belong to it, and so do pieces near those, such as parts of a broken stroke.
            PictureBounds digit = all[main].Bounds;
            int area = all[main].StrongArea;
            drop[main] = false;
            for (bool grown = true; grown;)
            {
                grown = false;
                for (int i = 0; i < all.Length; i++)
                {
                    if (!drop[i] || !Belongs(all[i], digit, area))
                    {
                        continue;
                    }

                    drop[i] = false;
                    digit = digit.Union(all[i].Bounds);
                    area += all[i].StrongArea;
                    grown = true;
                }
            }
        }

        components.Clear(map.Ink, map.Width, drop);
    }

    private static int Largest(ReadOnlySpan<InkComponent> all, InkMap map)
    {
        int best = -1;
        double most = 0;
        for (int i = 0; i < all.Length; i++)
        {
            PictureBounds bounds = all[i].Bounds;
            bool inside = bounds.Left > 0 && bounds.Top > 0 && bounds.Right < map.Width && bounds.Bottom < map.Height;
            double worth = (inside ? 1 : BorderShare) * all[i].StrongArea;
            if (worth > most && all[i].Size >= MinDigitShare * Math.Max(map.Width, map.Height))
            {
                most = worth;
                best = i;
            }
        }

        return best;
    }

    private static bool Belongs(InkComponent piece, PictureBounds digit, int area)
    {
        double gap = (double)piece.Bounds.Gap(digit) / Math.Max(digit.Width, digit.Height);
        return piece.StrongArea > 0 && gap <= MaxGap && piece.StrongArea >= (MinPieceShare + (PieceSharePerGap * gap)) * area;
    }
}
