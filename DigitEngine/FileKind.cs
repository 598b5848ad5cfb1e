namespace DigitEngine;

/// <summary>
/// What a file is according to its first bytes, for messages about files of the wrong kind. It does not decide how a file is read.
/// </summary>
internal static class FileKind
{
    /// <summary>The number of bytes that <see cref="Of"/> looks at.</summary>
    public const int Length = 32;

    /// <summary>The kind that can be imported.</summary>
    public const string Onnx = "an ONNX network";

    /// <summary>The kind with an article, such as <c>a PNG picture</c>; null for one that isn't known.</summary>
    /// <param name="start">The first bytes, as many as there are.</param>
    public static string? Of(ReadOnlySpan<byte> start) => start switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "a PNG picture",
        [0xFF, 0xD8, 0xFF, ..] => "a JPEG picture",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "a GIF picture",
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => "a TIFF picture",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "a WebP picture",
        [(byte)'B', (byte)'M', _, _, _, _, 0, 0, 0, 0, ..] => "a BMP picture",
        [(byte)'P', (byte)'K', 3 or 5, ..] => "a zip archive",
        [0x1F, 0x8B, ..] => "a gzip file",
        [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', ..] => "a NumPy array",
        [0x89, (byte)'H', (byte)'D', (byte)'F', ..] => "an HDF5 file",
        [0x80, >= 2 and <= 5, ..] => "a Python pickle",

        // The version of the format, a small number, and one of the fields that come after it.
        [0x08, > 0 and < 32, 0x12 or 0x1A or 0x22 or 0x28 or 0x32 or 0x3A or 0x42, ..] => Onnx,
        [0, 0, 8, 1 or 3, ..] => "an IDX file",
        _ when start.Length >= 8 && start[4..].StartsWith("ftyp"u8) => "a HEIC, AVIF or MP4 file",
        _ when start.StartsWith("PAR1"u8) => "a Parquet file",
        _ when start.StartsWith("%PDF"u8) => "a PDF document",
        _ when start.StartsWith("SQLite format 3"u8) => "an SQLite database",
        _ when start.StartsWith("MATLAB 5.0 MAT-file"u8) => "a MAT-file",
        _ => OfText(start),
    };

    private static string? OfText(ReadOnlySpan<byte> start)
    {
        ReadOnlySpan<byte> text = (start.StartsWith("\uFEFF"u8) ? start[3..] : start).TrimStart(" \t\r\n"u8);
        Span<byte> lower = stackalloc byte[Length];
        text = text[..Math.Min(text.Length, Length)];
        for (int i = 0; i < text.Length; i++)
        {
            lower[i] = (byte)(text[i] is >= (byte)'A' and <= (byte)'Z' ? text[i] | 0x20 : text[i]);
        }

        lower = lower[..text.Length];
        return lower.StartsWith("<svg"u8) ? "an SVG picture"
            : lower.StartsWith("<!doctype html"u8) || lower.StartsWith("<html"u8) ? "an HTML page"
            : lower.StartsWith("<?xml"u8) ? "an XML file"
            : lower.StartsWith("{"u8) || lower.StartsWith("["u8) ? "a JSON file"
            : lower.StartsWith("@relation"u8) ? "an ARFF file"
            : null;
    }
}
