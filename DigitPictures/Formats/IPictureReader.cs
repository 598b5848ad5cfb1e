namespace DigitPictures.Formats;

/// <summary>
/// Reads one kind of picture file. A reader has no state. Whatever is in the file, it returns a picture or throws
/// <see cref="PictureFormatException"/>, in memory and time that its limits bound.
/// </summary>
internal interface IPictureReader
{
    /// <summary>Whether a file that begins so is of this kind.</summary>
    bool Recognizes(ReadOnlySpan<byte> start);

    GrayPicture Read(PictureFile file);
}
