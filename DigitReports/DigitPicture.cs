using DigitEngine.Data;
using DigitPictures;
using DigitPictures.Formats;

namespace DigitReports;

/// <summary>A test image within the page: dark ink on light paper, which the style sheet turns round on a dark screen.</summary>
internal static class DigitPicture
{
    public static Markup Draw(TestSet test, int index, string alternative)
    {
        byte[] paper = new byte[DigitImage.PixelCount];
        ReadOnlySpan<byte> ink = test.Data.Image(index);
        for (int i = 0; i < paper.Length; i++)
        {
            paper[i] = (byte)(byte.MaxValue - ink[i]);
        }

        string png = Convert.ToBase64String(PngWriter.Write(GrayPicture.Own(DigitImage.Width, DigitImage.Height, paper)));
        return Markup.Of($"<img src=\"data:image/png;base64,{png}\" width=\"{DigitImage.Width}\" height=\"{DigitImage.Height}\" alt=\"{alternative}\" />");
    }
}
