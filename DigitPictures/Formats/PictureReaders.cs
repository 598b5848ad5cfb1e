namespace DigitPictures.Formats;

/// <summary>The readers of all kinds; a file's first bytes say which one is meant.</summary>
internal static class PictureReaders
{
    private static readonly IPictureReader[] All = [new PngReader(), new JpegReader(), new BmpReader(), new PnmReader()];

    public static GrayPicture Read(PictureFile file)
    {
        foreach (IPictureReader reader in All)
        {
            if (reader.Recognizes(file.Span))
            {
                return reader.Read(file);
            }
        }

        string found = PictureSignature.Describe(file.Span);
        throw file.Problem($"expected a PNG, JPEG, BMP or PNM picture (PBM, PGM, PPM) but found {found}");
    }
}
