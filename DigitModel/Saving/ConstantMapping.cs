using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace MlNetDigits.Saving;

/// <summary>Gives every row the same number, for the table to map to the model.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class ConstantMapping : CustomMappingFactory<ConstantMapping.Input, ConstantMapping.Output>
{
    internal const string Contract = "DigitModel.MLNet.Constant";
    internal const uint Value = 1;

    /// <inheritdoc/>
    public override Action<Input, Output> GetMapping() => (_, output) => output.Constant = Value;

    /// <summary>No column is needed.</summary>
    public sealed class Input;

    /// <summary>The column that is added.</summary>
    public sealed class Output
    {
        /// <summary>The number.</summary>
        [ColumnName(SavedChain.Constant)]
        public uint Constant { get; set; }
    }
}
