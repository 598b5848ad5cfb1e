namespace MyDigits_Console;

/// <summary>A handwritten five, to have something to predict. Delete it when you have images of your own.</summary>
internal static class SampleDigit
{
    public const string Text = """
                              ....
                    ..   -+###@@@@*
                   +@@#@@@@@@@@@@@*
                  =@@@@@@@@@@@@@+-
                 :@@@@@@@@%#--
                 @@@@+++:.
                *@@@+
               .@@@@.
               +@@@#++:.
               +@@@@@@@@#.
               .@@@@@@@@@@.
                .+@@@@@@@@@.
                      -=@@@*
                --      #@@#
               %@@@+=.. %@@#
               @@@@@@@@%@@@#
               +@@@@@@@@@@@#
               .@@@@@@@@@@=
                 +#%@@##-
                    ..
        """;

    private const string Shades = " .:-=+*#%@";

    /// <summary>784 grey values from 0 (paper) to 255 (ink).</summary>
    public static float[] PixelValues()
    {
        var pixels = new float[784];
        var lines = Text.ReplaceLineEndings("\n").Split('\n');
        for (var row = 0; row < lines.Length; row++)
        {
            for (var column = 0; column < lines[row].Length; column++)
            {
                // Four empty rows above the digit.
                pixels[((row + 4) * 28) + column] = Shades.IndexOf(lines[row][column]) * 255f / (Shades.Length - 1);
            }
        }

        return pixels;
    }
}
