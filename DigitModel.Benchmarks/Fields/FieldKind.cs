namespace MlNetDigits.Benchmarks.Fields;

/// <summary>What is difficult about a field.</summary>
internal enum FieldKind
{
    /// <summary>Digits with paper between them.</summary>
    Ordinary,

    /// <summary>Digits whose boxes nearly touch, touch or overlap.</summary>
    Near,

    /// <summary>Digits whose ink nearly touches, touches or overlaps.</summary>
    Touching,

    /// <summary>Digits with paper between them, some of whose strokes are broken.</summary>
    Broken,
}
