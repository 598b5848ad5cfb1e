namespace DigitPictures.Normalization;

/// <summary>Chooses among the components of a picture of one digit those that are the digit.</summary>
internal static class InkSelection
{
    /// <summary>The digit's largest component is at least this share of the picture's longer side in size; smaller is dirt.</summary>
    private const double MinDigitShare = 0.04;

    /// <summary>What touches the border of the picture counts for this much of its area in the choice of the largest.</summary>
    private const double BorderShare = 0.3;

    /// <summary>A piece of this share of the digit's area belongs to it if it is near, and what is larger if it is further off.</summary>
    private const double MinPieceShare = 0.006;
    private const double PieceSharePerGap = 0.35;

    /// <summary>Nothing this many sizes of the digit away from it belongs to it.</summary>
    private const double MaxGap = 0.6;

    /// <summary>Clears whatever isn't the digit; all, if nothing is.</summary>
    public static void KeepDigit(InkMap map)
    {
        InkComponents components = InkComponents.Find(map.Ink, map.Width, map.Height);
        ReadOnlySpan<InkComponent> all = components.All;
        bool[] drop = new bool[all.Length];
        Array.Fill(drop, true);
        int main = Largest(all, map);
        if (main >= 0)
        {
            // What is near the digit is, too; and what is near that, such as the second half of a broken stroke.
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
