using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>Getters as ML.NET asks for them: of a type that the caller names.</summary>
internal static class ScoreGetters
{
    public static ValueGetter<TValue> As<TValue, TActual>(ValueGetter<TActual> getter) => getter is ValueGetter<TValue> same
        ? same
        : throw new InvalidOperationException($"Invalid TValue in GetGetter: '{typeof(TValue)}', expected type: '{typeof(TActual)}'.");

    /// <summary>Copies a row's scores out.</summary>
    public static void Copy(ReadOnlySpan<float> scores, ref VBuffer<float> destination)
    {
        VBufferEditor<float> editor = VBufferEditor.Create(ref destination, scores.Length);
        scores.CopyTo(editor.Values);
        destination = editor.Commit();
    }

    public static void RequireActive(bool isActive, DataViewSchema.Column column)
    {
        if (!isActive)
            throw new ArgumentException($"Column '{column.Name}' was not asked for when the row was made.", nameof(column));
    }
}
