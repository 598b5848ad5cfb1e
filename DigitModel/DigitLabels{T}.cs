using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits;

/// <summary>Digits that users call by values of one type.</summary>
/// <param name="type">ML.NET's name of the type.</param>
/// <param name="digits">The digit of each slot.</param>
/// <param name="values">What each slot is called.</param>
internal sealed class DigitLabels<T>(PrimitiveDataViewType type, IReadOnlyList<int> digits, T[] values) : DigitLabels(digits)
{
    /// <inheritdoc/>
    public override void AddTo(IAnnotationTarget target, string kind) =>
        target.Add(kind, new VectorDataViewType(type, values.Length), new VBuffer<T>(values.Length, values));

    /// <inheritdoc/>
    public override IEstimator<ITransformer> MapFromDigit(MLContext context, string output, string input) =>
        values is ReadOnlyMemory<char>[] texts ? Map(context, output, input, Array.ConvertAll(texts, text => text.ToString())) : Map(context, output, input, values);

    /// <summary>First to what the user calls the digit, then to its key: ML.NET takes texts as strings here.</summary>
    private EstimatorChain<ValueToKeyMappingTransformer> Map<TValue>(MLContext context, string output, string input, TValue[] names)
    {
        IEnumerable<KeyValuePair<float, TValue>> pairs = Digits.Select((digit, slot) => KeyValuePair.Create((float)digit, names[slot]));
        IDataView keys = context.Data.LoadFromEnumerable(names.Select(name => new Key<TValue> { Value = name }));
        return context.Transforms.Conversion.MapValue(output, pairs, input)
            .Append(context.Transforms.Conversion.MapValueToKey(output, keyData: keys));
    }

    private sealed class Key<TValue>
    {
        public required TValue Value { get; init; }
    }
}
