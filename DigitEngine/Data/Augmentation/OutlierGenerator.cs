namespace DigitEngine.Data.Augmentation;

/// <summary>
/// Makes images that show no digit, from which a network learns what to reject. It is "outlier exposure" (Hendrycks, Mazeika and
/// Dietterich, ICLR 2019) without a collection of outliers.
/// </summary>
/// <param name="data">Digits that some outliers are composed of; at least one.</param>
/// <param name="shape">How these digits are changed.</param>
internal sealed class OutlierGenerator(DigitDataset data, ShapeAugmentation shape)
{
    private const int Width = DigitImage.Width;
    private const int Height = DigitImage.Height;
    private const int Half = Width / 2;
    private const float AppearanceShare = 0.5f;

    /// <summary>Writes one image.</summary>
    /// <param name="pixels">Receives 784 values in [0, 1].</param>
    /// <param name="random">The stream of random numbers.</param>
    public void Fill(Span<float> pixels, ref SeededRandom random)
    {
        pixels.Clear();
        switch (random.NextInt32(14))
        {
            case 0:
                FillBlank(pixels, ref random);
                break;
            case 1:
            case 2:
                FillNoise(pixels, ref random);
                break;
            case 3:
            case 4:
                FillBars(pixels, ref random);
                break;
            case 5:
                FillBoxes(pixels, ref random);
                break;
            case 6:
                FillScribble(pixels, ref random);
                break;
            case 7:
                FillShuffled(pixels, ref random);
                break;
            case 8:
                FillSeveral(pixels, ref random);
                break;
            case 9:
                FillFragment(pixels, ref random);
                break;
            default:
                // These are the hardest to tell from digits, so they are the most frequent.
                FillSpliced(pixels, ref random);
                break;
        }

        if (random.NextSingle() < AppearanceShare)
        {
            AppearanceAugmentation.Apply(pixels, ref random);
        }
    }

    private static void FillBlank(Span<float> pixels, ref SeededRandom random)
    {
        pixels.Fill(random.NextSingle());
        if (random.NextSingle() < 0.5f)
        {
            Span<float> surface = stackalloc float[DigitImage.PixelCount];
            AppearanceAugmentation.FillSurface(surface, ref random);
            float depth = random.NextSingle(-0.6f, 0.6f);
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] += depth * surface[i];
            }
        }

        if (random.NextSingle() < 0.5f)
        {
            AppearanceAugmentation.AddNoise(pixels, random.NextSingle(0, 0.2f), ref random);
        }

        Clamp(pixels);
    }

    /// <summary>Noise of any grain, grey or black and white, everywhere or in spots.</summary>
    private static void FillNoise(Span<float> pixels, ref SeededRandom random)
    {
        switch (random.NextInt32(3))
        {
            case 0:
                pixels.Fill(random.NextSingle());
                AppearanceAugmentation.AddNoise(pixels, random.NextSingle(0.1f, 0.6f), ref random);
                break;
            case 1:
                foreach (ref float pixel in pixels)
                {
                    pixel = random.NextSingle();
                }

                break;
            default:
                float share = random.NextSingle(0.02f, 0.6f);
                foreach (ref float pixel in pixels)
                {
                    pixel = random.NextSingle() < share ? random.NextSingle(0.5f, 1.5f) : 0;
                }

                break;
        }

        Clamp(pixels);
        int blurs = random.NextInt32(5);
        for (int i = 0; i < blurs; i++)
        {
            ImageFilters.Blur(pixels, random.NextSingle(0.6f, 1.5f));
        }

        if (blurs > 0)
        {
            Contrast(pixels, ref random);
        }
    }

    /// <summary>
    /// Blurred noise is faint. Its greys are stretched to the full range, turned into black and white, or left as they are.
    /// </summary>
    private static void Contrast(Span<float> pixels, ref SeededRandom random)
    {
        (float low, float high) = AppearanceAugmentation.RangeOf(pixels);
        switch (random.NextInt32(3))
        {
            case 0:
                AppearanceAugmentation.Spread(pixels, low, high);
                break;
            case 1:
                float level = low + ((high - low) * random.NextSingle(0.3f, 0.8f));
                foreach (ref float pixel in pixels)
                {
                    pixel = Math.Clamp(((pixel - level) * 100) + 0.5f, 0, 1);
                }

                break;
        }
    }

    /// <summary>Lines from one side of the image to the other.</summary>
    private static void FillBars(Span<float> pixels, ref SeededRandom random)
    {
        int count = 1 + random.NextInt32(4);
        bool parallel = random.NextSingle() < 0.5f;
        float angle = Direction(ref random);
        for (int i = 0; i < count; i++)
        {
            angle = parallel ? angle : Direction(ref random);
            float x = Half + random.NextSingle(-12, 12);
            float y = Half + random.NextSingle(-12, 12);
            (float sin, float cos) = MathF.SinCos(angle);
            Stroke(pixels, x - (40 * cos), y - (40 * sin), x + (40 * cos), y + (40 * sin), random.NextSingle(0.7f, 5), Ink(ref random));
        }
    }

    /// <summary>Rectangles, filled or outlined.</summary>
    private static void FillBoxes(Span<float> pixels, ref SeededRandom random)
    {
        int count = 1 + random.NextInt32(3);
        for (int i = 0; i < count; i++)
        {
            int width = 5 + random.NextInt32(21);
            int height = 5 + random.NextInt32(Math.Min(21, width * 2));
            int left = random.NextInt32(Math.Max(1, Width - width));
            int top = random.NextInt32(Math.Max(1, Height - height));
            float ink = Ink(ref random);
            int border = random.NextSingle() < 0.5f ? Math.Max(width, height) : 1 + random.NextInt32(4);
            for (int row = top; row < Math.Min(Height, top + height); row++)
            {
                for (int column = left; column < Math.Min(Width, left + width); column++)
                {
                    int inside = Math.Min(
                        Math.Min(row - top, top + height - 1 - row), Math.Min(column - left, left + width - 1 - column));
                    if (inside < border)
                    {
                        pixels[(row * Width) + column] = ink;
                    }
                }
            }
        }
    }

    /// <summary>One long line with many sharp turns.</summary>
    private static void FillScribble(Span<float> pixels, ref SeededRandom random)
    {
        int turns = 5 + random.NextInt32(8);
        float width = random.NextSingle(0.7f, 2);
        float ink = Ink(ref random);
        float x = random.NextSingle(3, 25);
        float y = random.NextSingle(3, 25);
        for (int i = 0; i < turns; i++)
        {
            float nextX = random.NextSingle(3, 25);
            float nextY = random.NextSingle(3, 25);
            Stroke(pixels, x, y, nextX, nextY, width, ink);
            (x, y) = (nextX, nextY);
        }
    }

    /// <summary>Half of one digit beside or above half of another.</summary>
    private void FillSpliced(Span<float> pixels, ref SeededRandom random)
    {
        Span<float> other = stackalloc float[DigitImage.PixelCount];
        FillTwo(pixels, other, ref random);
        bool sideways = random.NextSingle() < 0.5f;
        int cut = Half + random.NextInt32(5) - 2;
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                if ((sideways ? column : row) >= cut)
                {
                    pixels[(row * Width) + column] = other[(row * Width) + column];
                }
            }
        }
    }

    /// <summary>A digit whose quarters or sixteenths have changed places.</summary>
    private void FillShuffled(Span<float> pixels, ref SeededRandom random)
    {
        Span<float> digit = stackalloc float[DigitImage.PixelCount];
        FillDigit(digit, random.NextInt32(data.Count), ref random);
        int side = random.NextSingle() < 0.5f ? Half : Half / 2;
        int across = Width / side;
        Span<int> order = stackalloc int[across * across];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        // Each part moves to the place of the next one in a random order. After a plain shuffle, some could stay where they are.
        random.Shuffle(order);
        for (int i = 0; i < order.Length; i++)
        {
            int to = order[i];
            int from = order[(i + 1) % order.Length];
            for (int row = 0; row < side; row++)
            {
                int source = (((from / across * side) + row) * Width) + (from % across * side);
                int destination = (((to / across * side) + row) * Width) + (to % across * side);
                digit.Slice(source, side).CopyTo(pixels[destination..]);
            }
        }
    }

    /// <summary>Two digits on top of or beside each other.</summary>
    private void FillSeveral(Span<float> pixels, ref SeededRandom random)
    {
        Span<float> other = stackalloc float[DigitImage.PixelCount];
        FillTwo(pixels, other, ref random);
        int apart = random.NextInt32(13);
        Span<float> left = stackalloc float[DigitImage.PixelCount];
        pixels.CopyTo(left);
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                float one = column + (apart / 2) < Width ? left[(row * Width) + column + (apart / 2)] : 0;
                float two = column - ((apart + 1) / 2) >= 0 ? other[(row * Width) + column - ((apart + 1) / 2)] : 0;
                pixels[(row * Width) + column] = MathF.Max(one, two);
            }
        }
    }

    /// <summary>A digit that is mostly outside the image.</summary>
    private void FillFragment(Span<float> pixels, ref SeededRandom random)
    {
        Span<float> digit = stackalloc float[DigitImage.PixelCount];
        FillDigit(digit, random.NextInt32(data.Count), ref random);
        float angle = random.NextSingle(0, 2 * MathF.PI);
        float distance = random.NextSingle(13, 18);
        int right = (int)MathF.Round(distance * MathF.Cos(angle));
        int down = (int)MathF.Round(distance * MathF.Sin(angle));
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                bool inside = row - down is >= 0 and < Height && column - right is >= 0 and < Width;
                pixels[(row * Width) + column] = inside ? digit[((row - down) * Width) + column - right] : 0;
            }
        }
    }

    /// <summary>Two digits of different classes, unless there is only one class.</summary>
    private void FillTwo(Span<float> first, Span<float> second, ref SeededRandom random)
    {
        const int tries = 20;
        int one = random.NextInt32(data.Count);
        int two = random.NextInt32(data.Count);
        for (int i = 0; i < tries && data.Label(one) == data.Label(two); i++)
        {
            two = random.NextInt32(data.Count);
        }

        FillDigit(first, one, ref random);
        FillDigit(second, two, ref random);
    }

    private void FillDigit(Span<float> pixels, int image, ref SeededRandom random) =>
        shape.Apply(data.Image(image), pixels, ref random);

    /// <summary>Draws a straight line with soft edges that extends <paramref name="reach"/> pixels to either side.</summary>
    private static void Stroke(Span<float> pixels, float x0, float y0, float x1, float y1, float reach, float ink)
    {
        float dx = x1 - x0;
        float dy = y1 - y0;
        float inverse = 1 / MathF.Max((dx * dx) + (dy * dy), 1e-6f);
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                float along = Math.Clamp((((column - x0) * dx) + ((row - y0) * dy)) * inverse, 0, 1);
                float offX = column - x0 - (along * dx);
                float offY = row - y0 - (along * dy);
                float distance = MathF.Sqrt((offX * offX) + (offY * offY));
                ref float pixel = ref pixels[(row * Width) + column];
                pixel = MathF.Max(pixel, ink * Math.Clamp(reach + 0.5f - distance, 0, 1));
            }
        }
    }

    /// <summary>A random direction; half the time parallel to a side of the image.</summary>
    private static float Direction(ref SeededRandom random) =>
        random.NextSingle() < 0.5f ? random.NextInt32(2) * (MathF.PI / 2) : random.NextSingle(0, MathF.PI);

    private static float Ink(ref SeededRandom random) => random.NextSingle(0.3f, 1);

    private static void Clamp(Span<float> pixels)
    {
        foreach (ref float pixel in pixels)
        {
            pixel = Math.Clamp(pixel, 0, 1);
        }
    }
}
