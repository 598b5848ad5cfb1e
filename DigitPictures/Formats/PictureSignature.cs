namespace DigitPictures.Formats;

/// <summary>Says what a file is that can't be read here, so that its owner knows what to convert.</summary>
internal static class PictureSignature
{
    public static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [] => "an empty file",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "a GIF",
        [(byte)'I', (byte)'I', 42 or 43, 0, ..] or [(byte)'M', (byte)'M', 0, 42 or 43, ..] => "a TIFF",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "a WebP",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "a HEIF, AVIF or film",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] => "a JPEG 2000",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF",
        [(byte)'P', (byte)'7', (byte)'\n', ..] => "a PAM",
        [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..] => "a packed file",
        _ => "something else",
    };
}
