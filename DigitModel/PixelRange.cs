namespace MlNetDigits;

/// <summary>What the numbers in a feature column mean.</summary>
public enum PixelRange
{
    /// <summary>0 is paper and 255 is ink, as in the CSV.</summary>
    Grey,

    /// <summary>0 is paper and 1 is ink.</summary>
    Unit,
}
