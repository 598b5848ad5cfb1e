using Microsoft.ML.Data;

namespace MlNetDigits;

/// <summary>What takes annotations: a column of a schema, or the promise of one.</summary>
internal interface IAnnotationTarget
{
    void Add<T>(string kind, DataViewType type, T value);
}
