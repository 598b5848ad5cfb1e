using DigitEngine;

namespace DigitPictures.Formats;

/// <summary>
/// Reads one kind of picture file. A reader has no state. Whatever the file holds, it returns a picture or throws
/// <see cref="PictureFormatException"/>, within limits on memory and time.
/// </summary>
internal interface IPictureReader
{
    /// <summary>Whether a file that begins like this is of this kind.</summary>
    bool Recognizes(ReadOnlySpan<byte> start);

    GrayPicture Read(PictureFile file);
}

/// <summary>All readers. The first bytes of a file choose among them.</summary>
internal static class PictureReaders
{
    private static readonly IPictureReader[] All =
    [
        new PngReader(), new JpegReader(), new BmpReader(), new GifReader(), new TiffReader(), new PnmReader(),
    ];

    public static GrayPicture Read(PictureFile file)
    {
        foreach (IPictureReader reader in All)
        {
            if (reader.Recognizes(file.Span))
            {
                return reader.Read(file);
            }
        }

        throw file.Problem(
            $"expected a PNG, JPEG, BMP, GIF, TIFF or PNM picture (PBM, PGM, PPM) but found {Describe(file.Span)}");
    }

    /// <summary>Names a kind of file that can't be read, so that its owner knows what to convert.</summary>
    private static string Describe(ReadOnlySpan<byte> start) => start switch
    {
        [] => "an empty file",
        [(byte)'I', (byte)'I', 43, 0, ..] or [(byte)'M', (byte)'M', 0, 43, ..] => "a BigTIFF",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] =>
            "a WebP picture: convert it to PNG first",
        [0, 0, 0, 12, (byte)'j', (byte)'P', ..] => "a JPEG 2000",
        [(byte)'P', (byte)'7', (byte)'\n', ..] => "a PAM",
        _ => FileKind.Of(start[..Math.Min(start.Length, FileKind.Length)]) ?? "something else",
    };
}
