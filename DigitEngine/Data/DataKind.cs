namespace DigitEngine.Data;

/// <summary>What a data file holds, told by its first bytes.</summary>
internal enum DataKind
{
    /// <summary>Text, as far as we can tell.</summary>
    Csv,

    /// <summary>IDX images.</summary>
    IdxImages,

    /// <summary>IDX labels.</summary>
    IdxLabels,
}
