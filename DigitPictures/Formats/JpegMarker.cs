namespace DigitPictures.Formats;

/// <summary>The second byte of a JPEG's markers, of which the first is 255.</summary>
internal static class JpegMarker
{
    public const byte StartOfBaseline = 0xC0;
    public const byte StartOfExtended = 0xC1;
    public const byte StartOfProgressive = 0xC2;
    public const byte HuffmanTables = 0xC4;
    public const byte FirstRestart = 0xD0;
    public const byte LastRestart = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte QuantizationTables = 0xDB;
    public const byte NumberOfLines = 0xDC;
    public const byte RestartInterval = 0xDD;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App14 = 0xEE;
    public const byte Temporary = 0x01;

    /// <summary>Whether the marker stands alone, without a length and content.</summary>
    public static bool IsAlone(byte marker) => marker is Temporary or (>= FirstRestart and <= EndOfImage);

    /// <summary>Whether the marker begins a frame, of whatever kind.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (HuffmanTables or 0xC8 or 0xCC);

    /// <summary>Where the next marker's first byte is, or the end: neither 255 0, nor a restart, nor filling.</summary>
    public static int Find(ReadOnlySpan<byte> bytes, int start)
    {
        int position = start;
        while (position < bytes.Length)
        {
            int next = bytes[position..].IndexOf((byte)255);
            if (next < 0 || position + next + 1 >= bytes.Length)
            {
                return bytes.Length;
            }

            position += next;
            if (bytes[position + 1] is not (0 or 255 or (>= FirstRestart and <= LastRestart)))
            {
                return position;
            }

            position++;
        }

        return bytes.Length;
    }
}
