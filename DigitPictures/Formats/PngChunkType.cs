using System.Text;

namespace DigitPictures.Formats;

/// <summary>The four letters of a PNG chunk's type as a big-endian number.</summary>
internal static class PngChunkType
{
    public const uint Header = 0x49484452; // IHDR
    public const uint Palette = 0x504C5445; // PLTE
    public const uint Transparency = 0x74524E53; // tRNS
    public const uint Data = 0x49444154; // IDAT
    public const uint End = 0x49454E44; // IEND

    public static string Name(uint type) =>
        Encoding.Latin1.GetString([(byte)(type >> 24), (byte)(type >> 16), (byte)(type >> 8), (byte)type]);
}
