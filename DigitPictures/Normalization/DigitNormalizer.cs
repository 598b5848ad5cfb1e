namespace DigitPictures.Normalization;

/// <summary>Turns a picture of one digit into MNIST's form, as the makers of MNIST did it.</summary>
internal static class DigitNormalizer
{
    public const int Side = NormalizedDigit.Side;
    public const int BoxSide = 20;

    public static NormalizedDigit Normalize(GrayPicture picture, InkPolarity polarity)
    {
        InkMap map = InkMap.Find(picture, polarity);
        RuledLines.Remove(map);
        InkSelection.KeepDigit(map);
        byte[] pixels = new byte[Side * Side];
        PictureBounds bounds = DigitRaster.Draw(map, pixels);
        return new(pixels, Enlarge(bounds, map, picture), map.DarkOnLight);
    }

    /// <summary>Bounds in the picture's own pixels.</summary>
    private static PictureBounds Enlarge(PictureBounds bounds, InkMap map, GrayPicture picture) => new(
        bounds.Left * map.Factor,
        bounds.Top * map.Factor,
        Math.Min(bounds.Width * map.Factor, picture.Width),
        Math.Min(bounds.Height * map.Factor, picture.Height));
}
