using Microsoft.ML.Data;

namespace MlNetDigits.Saving;

/// <summary>
/// The columns that <see cref="ScoreMapping"/> adds. Every score has one of its own, because a mapping can't name a vector's slots
/// and putting columns together does.
/// </summary>
public sealed class SavedOutput
{
    /// <summary>The most probable digit.</summary>
    [ColumnName(SavedChain.Digit)]
    public float Digit { get; set; }

    /// <summary>The probability of digit 0.</summary>
    [ColumnName("0")]
    public float Score0 { get; set; }

    /// <summary>The probability of digit 1.</summary>
    [ColumnName("1")]
    public float Score1 { get; set; }

    /// <summary>The probability of digit 2.</summary>
    [ColumnName("2")]
    public float Score2 { get; set; }

    /// <summary>The probability of digit 3.</summary>
    [ColumnName("3")]
    public float Score3 { get; set; }

    /// <summary>The probability of digit 4.</summary>
    [ColumnName("4")]
    public float Score4 { get; set; }

    /// <summary>The probability of digit 5.</summary>
    [ColumnName("5")]
    public float Score5 { get; set; }

    /// <summary>The probability of digit 6.</summary>
    [ColumnName("6")]
    public float Score6 { get; set; }

    /// <summary>The probability of digit 7.</summary>
    [ColumnName("7")]
    public float Score7 { get; set; }

    /// <summary>The probability of digit 8.</summary>
    [ColumnName("8")]
    public float Score8 { get; set; }

    /// <summary>The probability of digit 9.</summary>
    [ColumnName("9")]
    public float Score9 { get; set; }

    internal void Set(ReadOnlySpan<float> scores, float digit)
    {
        Digit = digit;
        Score0 = scores[0];
        Score1 = scores[1];
        Score2 = scores[2];
        Score3 = scores[3];
        Score4 = scores[4];
        Score5 = scores[5];
        Score6 = scores[6];
        Score7 = scores[7];
        Score8 = scores[8];
        Score9 = scores[9];
    }
}
