namespace DigitPictures.Formats;

/// <summary>What a picture with transparency is put on.</summary>
internal static class Transparency
{
    /// <summary>
    /// The picture on white paper; or on black, if nothing at all could be seen on white but something can on black.
    /// </summary>
    /// <param name="decode">Decodes the picture on paper of the given grey.</param>
    public static byte[] Settle(Func<byte, byte[]> decode)
    {
        byte[] onWhite = decode(Luma.White);
        if (onWhite.AsSpan().ContainsAnyExcept(Luma.White))
        {
            return onWhite;
        }

        byte[] onBlack = decode(0);
        return onBlack.AsSpan().ContainsAnyExcept((byte)0) ? onBlack : onWhite;
    }
}
