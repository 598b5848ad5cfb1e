namespace DigitEngine;

/// <summary>
/// A repeatable stream of random numbers: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). Streams are told apart by a seed
/// and a purpose, so that drawing more numbers for one purpose never shifts another. The whole state is one number,
/// <see cref="State"/>.
/// </summary>
internal struct SeededRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private const int IndexBits = 48;

    /// <summary>Continues a stream from a saved <see cref="State"/>.</summary>
    public SeededRandom(ulong state) => State = state;

    /// <summary>The position in the stream, from which another stream can continue.</summary>
    public ulong State { get; private set; }

    /// <summary>The stream for one purpose of one seed, optionally of one epoch, image or layer.</summary>
    public static SeededRandom For(ulong seed, RandomPurpose purpose, ulong index = 0)
    {
        ulong low = index & ((1UL << IndexBits) - 1);
        ulong state = Mix(Mix(seed + Golden) ^ Mix(((ulong)purpose << IndexBits) | low));

        // Higher bits of the index would run into the purpose, so they are mixed in by themselves.
        ulong high = index >> IndexBits;
        return new(high == 0 ? state : Mix(state ^ Mix(high)));
    }

    /// <summary>Uniform over all 64-bit numbers.</summary>
    public ulong NextUInt64() => Mix(State += Golden);

    /// <summary>Uniform in [0, 1), in steps of 2⁻²⁴.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>Uniform in [<paramref name="low"/>, <paramref name="high"/>).</summary>
    public float NextSingle(float low, float high) => low + ((high - low) * NextSingle());

    /// <summary>Uniform in [0, <paramref name="bound"/>), but for a bias of at most bound/2⁶⁴.</summary>
    public int NextInt32(int bound) => (int)Math.BigMul(NextUInt64(), (ulong)bound, out _);

    /// <summary>Puts <paramref name="items"/> into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
